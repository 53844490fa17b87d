//! 备份.

use serde::Serialize;

use super::parts::{Event, Form};
use crate::web::view::Page;

/// 备份 `/admin/backup`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Backup {
    /// What went wrong with the last try.
    pub form: Form,
    /// Why none can be made here; empty when one can.
    pub hindrance: String,
    /// «2027年2月26日 17:40（1 天以前）»; empty for never.
    pub last: String,
    /// Where the keys lie that are not in a backup; empty when there are none.
    pub keys: String,
    /// «k-13be4feaeaf2，2026年11月24日生成»: the key of the telephones' files.
    pub phone_key: String,
    /// Earlier backups, newest first.
    pub past: Vec<Event>,
    /// Idempotency key.
    pub key: String,
}

impl Page for Backup {
    const TEMPLATE: &'static str = "backup.html";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![
            (
                "first",
                Self {
                    key: "b1".into(),
                    ..Self::default()
                },
            ),
            (
                "later",
                Self {
                    last: "2027年2月26日 17:40（1 天以前）".into(),
                    keys: "/srv/huanjie/keys".into(),
                    phone_key: "k-13be4feaeaf2，2026年11月24日生成".into(),
                    past: vec![Event {
                        when: "2027年2月26日 17:40".into(),
                        who: "张管理".into(),
                        text: "备份 换届备份-2027-02-26-1740.zip（链头 sha256:9c1f07be）".into(),
                        href: String::new(),
                    }],
                    key: "b2".into(),
                    ..Self::default()
                },
            ),
            (
                "failed",
                Self {
                    form: Form::new().problem(super::parts::Message {
                        text: "请检查磁盘空间和权限后重试：数据文件夹写不下，磁盘已满。"
                            .into(),
                        ..super::parts::Message::default()
                    }),
                    key: "b3".into(),
                    ..Self::default()
                },
            ),
            (
                "elsewhere",
                Self {
                    hindrance: "请由管服务器的人用命令行备份：这台服务器上还有别的镇的数据，一份备份会把它们一起带走。".into(),
                    ..Self::default()
                },
            ),
        ]
    }
}
