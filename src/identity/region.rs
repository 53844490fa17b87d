//! 省级代码 — the first two digits. County codes change and old ones stay on cards, so no more
//! than the province is looked at.

/// The province (GB/T 2260), or whose residence permits begin so.
pub(super) fn province(code: [u8; 2]) -> Option<&'static str> {
    Some(match &code {
        b"11" => "北京市",
        b"12" => "天津市",
        b"13" => "河北省",
        b"14" => "山西省",
        b"15" => "内蒙古自治区",
        b"21" => "辽宁省",
        b"22" => "吉林省",
        b"23" => "黑龙江省",
        b"31" => "上海市",
        b"32" => "江苏省",
        b"33" => "浙江省",
        b"34" => "安徽省",
        b"35" => "福建省",
        b"36" => "江西省",
        b"37" => "山东省",
        b"41" => "河南省",
        b"42" => "湖北省",
        b"43" => "湖南省",
        b"44" => "广东省",
        b"45" => "广西壮族自治区",
        b"46" => "海南省",
        b"50" => "重庆市",
        b"51" => "四川省",
        b"52" => "贵州省",
        b"53" => "云南省",
        b"54" => "西藏自治区",
        b"61" => "陕西省",
        b"62" => "甘肃省",
        b"63" => "青海省",
        b"64" => "宁夏回族自治区",
        b"65" => "新疆维吾尔自治区",
        b"71" => "台湾省",
        b"81" => "香港居民居住证",
        b"82" => "澳门居民居住证",
        b"83" => "台湾居民居住证",
        _ => return None,
    })
}
