//! 督查、整改、信访 — inspections, what becomes of their findings, and complaints.
#![allow(missing_docs, clippy::derive_partial_eq_without_eq)]

entity!(
    /// 督查记录
    inspection = "inspection" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        cycle_id: Uuid,
        village_id: Uuid,
        day: Date,
        kind: String,
        inspectors: String,
        note: String,
        recorded_by: Uuid,
        recorded_by_name: String,
        recorded_at: DateTimeUtc,
        version: i32,
    }
);
entity!(
    /// 督查发现的问题
    finding = "finding" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        inspection_id: Uuid,
        ordinal: i32,
        problem: String,
        basis: String,
        measure: String,
        deadline: Option<Date>,
    }
);
entity!(
    /// 检查单：一次督查怎样报来、回执码；本机编号使同一次只存一份
    inspection_sheet = "inspection_sheet" {
        #[sea_orm(primary_key, auto_increment = false)] inspection_id: Uuid,
        cycle_id: Uuid,
        village_id: Uuid,
        client_id: String,
        receipt: String,
        origin: String,
        stage: String,
        theme: String,
        claimed_day: Option<Date>,
        received_at: DateTimeUtc,
    }
);
entity!(
    /// 逐项检查结果，连同当时的检查内容和依据
    inspection_answer = "inspection_answer" {
        #[sea_orm(primary_key, auto_increment = false)] inspection_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] ordinal: i32,
        item: String,
        text: String,
        basis: String,
        answer: String,
        note: String,
    }
);
entity!(
    /// 督查照片：附件属于哪一项
    inspection_photo = "inspection_photo" {
        #[sea_orm(primary_key, auto_increment = false)] attachment_id: Uuid,
        inspection_id: Uuid,
        client_id: String,
        item: String,
    }
);
entity!(
    /// 整改：一个问题一行
    rectification = "rectification" {
        #[sea_orm(primary_key, auto_increment = false)] finding_id: Uuid,
        cycle_id: Uuid,
        village_id: Uuid,
        inspection_id: Uuid,
        item: String,
        papers: String,
        gravity: String,
        state: String,
        owner: String,
        due: Option<Date>,
        assigned_on: Option<Date>,
        answered_on: Option<Date>,
        closed_on: Option<Date>,
        version: i32,
    }
);
entity!(
    /// 整改经过：交办、报整改、复核、销号、撤销
    rectification_event = "rectification_event" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        finding_id: Uuid,
        act: String,
        day: Date,
        due: Option<Date>,
        owner: String,
        text: String,
        actor_id: Uuid,
        actor_name: String,
        at: DateTimeUtc,
    }
);
entity!(
    /// 督查计划：只给督查组和换届办看
    inspection_plan = "inspection_plan" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        cycle_id: Uuid,
        village_id: Uuid,
        day: Date,
        kind: String,
        inspectors: String,
        note: String,
        state: String,
        inspection_id: Option<Uuid>,
        made_by_name: String,
        made_at: DateTimeUtc,
        version: i32,
    }
);
entity!(
    /// 手机上没有填完、随离线文件带到办公室的检查；填完存下，这一行就去掉
    inspection_draft = "inspection_draft" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        cycle_id: Uuid,
        village_id: Uuid,
        client_id: String,
        kind: String,
        day: String,
        who: String,
        answered: i32,
        content: String,
        photos: String,
        touched: i64,
        received_at: DateTimeUtc,
        received_by_name: String,
        version: i32,
    }
);
entity!(
    /// 手机离线文件的密钥，只增不改：旧文件用旧的打开
    phone_key = "phone_key" {
        #[sea_orm(primary_key, auto_increment = false)] id: String,
        secret: String,
        made_at: DateTimeUtc,
    }
);
entity!(
    /// 信访件；谁反映谁什么在密封内容里
    complaint = "complaint" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        cycle_id: Uuid,
        number: String,
        received_on: Date,
        channel: String,
        kind: String,
        named: bool,
        village_id: Option<Uuid>,
        recorded_by: Uuid,
        recorded_by_name: String,
        recorded_at: DateTimeUtc,
        version: i32,
    }
);
entity!(
    /// 信访件的办理经过，只增不改
    complaint_event = "complaint_event" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        complaint_id: Uuid,
        ordinal: i32,
        act: String,
        day: Date,
        office: Option<String>,
        days: Option<i32>,
        recorded_by: Uuid,
        recorded_by_name: String,
        recorded_at: DateTimeUtc,
    }
);
entity!(
    /// 信访件的承办人
    complaint_handler = "complaint_handler" {
        #[sea_orm(primary_key, auto_increment = false)] complaint_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] account_id: Uuid,
    }
);
entity!(
    /// 信访件的回避标记（带密钥的摘要）
    complaint_veil = "complaint_veil" {
        #[sea_orm(primary_key, auto_increment = false)] complaint_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] mark: String,
        key_id: String,
    }
);
entity!(
    /// 信访件的密封内容
    complaint_sealed = "complaint_sealed" {
        #[sea_orm(primary_key, auto_increment = false)] complaint_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] ordinal: i32,
        key_id: String,
        content: Vec<u8>,
    }
);
