//! 实体 — one struct a table, the same for SQLite and PostgreSQL.
//!
//! Only `store` touches these through queries; the rest of the program receives them as values.
#![allow(missing_docs, clippy::derive_partial_eq_without_eq)]

macro_rules! entity {
    ($(#[$doc:meta])* $module:ident = $table:literal { $($(#[$attr:meta])* $field:ident : $ty:ty),+ $(,)? }) => {
        $(#[$doc])*
        pub mod $module {
            use sea_orm::entity::prelude::*;

            #[sea_orm::model]
            #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
            #[sea_orm(table_name = $table)]
            pub struct Model {
                $($(#[$attr])* pub $field: $ty,)+
            }

            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}

mod own_work;
mod supervision;

pub use own_work::*;
pub use supervision::*;

entity!(
    /// 县
    county = "county" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        name: String,
        province: String,
    }
);
entity!(
    /// 乡镇、街道
    township = "township" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        county_id: Uuid,
        name: String,
        short_name: String,
        office_name: String,
        code: Option<String>,
        version: i32,
    }
);
entity!(
    /// 账号
    account = "account" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        township_id: Uuid,
        username: String,
        display_name: String,
        password_hash: Option<String>,
        role: String,
        disabled: bool,
        created_at: DateTimeUtc,
        version: i32,
    }
);
entity!(
    /// 登录会话；令牌只存摘要
    session = "session" {
        #[sea_orm(primary_key, auto_increment = false)] token_hash: String,
        id: Uuid,
        account_id: Uuid,
        created_at: DateTimeUtc,
        last_seen_at: DateTimeUtc,
        address: String,
        agent: String,
    }
);
entity!(
    /// 一次性链接（首次设置、设口令）；只存摘要
    one_time_link = "one_time_link" {
        #[sea_orm(primary_key, auto_increment = false)] token_hash: String,
        purpose: String,
        account_id: Option<Uuid>,
        expires_at: DateTimeUtc,
        used_at: Option<DateTimeUtc>,
    }
);
entity!(
    /// 登录限速，按账号和按地址
    sign_in_delay = "sign_in_delay" {
        #[sea_orm(primary_key, auto_increment = false)] subject: String,
        failures: i32,
        last_failure_at: DateTimeUtc,
        blocked_until: DateTimeUtc,
    }
);
entity!(
    /// 已提交的表单（幂等键）
    submitted_form = "submitted_form" {
        #[sea_orm(primary_key, auto_increment = false)] key: String,
        account_id: Option<Uuid>,
        location: String,
        at: DateTimeUtc,
    }
);
entity!(
    /// 审计事件
    audit_event = "audit_event" {
        #[sea_orm(primary_key, auto_increment = false)] seq: i64,
        at: DateTimeUtc,
        actor_id: Option<Uuid>,
        actor_name: String,
        actor_role: String,
        address: String,
        township_id: Option<Uuid>,
        cycle_id: Option<Uuid>,
        village_id: Option<Uuid>,
        event: String,
        object_kind: String,
        object_id: String,
        summary: String,
        before: Option<String>,
        after: Option<String>,
        reason: Option<String>,
        prev_hash: String,
        hash: String,
    }
);
entity!(
    /// 审计链头
    audit_head = "audit_head" {
        #[sea_orm(primary_key, auto_increment = false)] id: i32,
        seq: i64,
        hash: String,
    }
);
entity!(
    /// 届次所用规则包的全文
    pinned_pack = "pinned_pack" {
        #[sea_orm(primary_key, auto_increment = false)] digest: String,
        pack_id: String,
        canonical: String,
    }
);
entity!(
    /// 届次
    cycle = "cycle" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        township_id: Uuid,
        name: String,
        ordinal: i32,
        pack_id: String,
        pack_digest: String,
        default_election_day: Date,
        window_start: Option<Date>,
        window_end: Option<Date>,
        demo: bool,
        created_at: DateTimeUtc,
        version: i32,
    }
);
entity!(
    /// 人员（领导小组、办公室、工作组成员）
    person = "person" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        cycle_id: Uuid,
        ordinal: i32,
        name: String,
        sex: Option<String>,
        post: String,
        body_roles: String,
        phone: Option<String>,
        team_id: Option<Uuid>,
        removed: bool,
        version: i32,
        section: Option<String>,
    }
);
entity!(
    /// 指导组、督查组
    team = "team" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        cycle_id: Uuid,
        ordinal: i32,
        name: String,
        kind: String,
        version: i32,
        head_id: Option<Uuid>,
    }
);
entity!(
    /// 村、社区
    village = "village" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        cycle_id: Uuid,
        ordinal: i32,
        name: String,
        kind: String,
        code: Option<String>,
        households: Option<i32>,
        population: Option<i32>,
        groups: Option<i32>,
        party_members: Option<i32>,
        last_voters: Option<i32>,
        seats_chair: i32,
        seats_deputy: i32,
        seats_member: i32,
        term_end: Option<Date>,
        trouble_causes: String,
        posting_places: String,
        note: String,
        election_day: Option<Date>,
        leader_id: Option<Uuid>,
        guidance_team_id: Option<Uuid>,
        supervision_team_id: Option<Uuid>,
        version: i32,
    }
);
entity!(
    /// 账号可办理的村
    account_village = "account_village" {
        #[sea_orm(primary_key, auto_increment = false)] account_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] village_id: Uuid,
    }
);
entity!(
    /// 登记参加选举的村民（只有组别和姓名）
    voter = "voter" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        village_id: Uuid,
        ordinal: i32,
        group_name: String,
        name: String,
        sex: Option<String>,
        category: String,
        mark: Option<String>,
        twice: bool,
    }
);
entity!(
    /// 选民名册的导入情况
    voter_roll = "voter_roll" {
        #[sea_orm(primary_key, auto_increment = false)] village_id: Uuid,
        file_name: String,
        file_sha256: String,
        voters: i32,
        left_out: i32,
        imported_at: DateTimeUtc,
        version: i32,
        mark_key: Option<String>,
    }
);
entity!(
    /// 环节记录
    step_record = "step_record" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        cycle_id: Uuid,
        unit_id: Uuid,
        step: String,
        seq: i32,
        act: String,
        day: Option<Date>,
        note: String,
        late_explanation: Option<String>,
        recorded_by: Uuid,
        recorded_by_name: String,
        recorded_at: DateTimeUtc,
    }
);
entity!(
    /// 环节安排：计划日、责任人、地点
    step_arrangement = "step_arrangement" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        cycle_id: Uuid,
        unit_id: Uuid,
        step: String,
        planned_day: Option<Date>,
        owner_id: Option<Uuid>,
        place: String,
        note: String,
        version: i32,
    }
);
entity!(
    /// 附件；内容按摘要存于数据文件夹
    attachment = "attachment" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        cycle_id: Uuid,
        unit_id: Uuid,
        record_id: Uuid,
        file_name: String,
        media_type: String,
        sha256: String,
        size: i64,
        at: DateTimeUtc,
    }
);
entity!(
    /// 文书所用、由经办人填写的事实
    paper_fact = "paper_fact" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        cycle_id: Uuid,
        unit_id: Uuid,
        kind: String,
        facts: String,
        version: i32,
    }
);
entity!(
    /// 编号序列
    number_series = "number_series" {
        #[sea_orm(primary_key, auto_increment = false)] cycle_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] series: String,
        last: i32,
    }
);
entity!(
    /// 已印发（或已作废）的文书
    paper = "paper" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        cycle_id: Uuid,
        unit_id: Uuid,
        kind: String,
        state: String,
        title: String,
        number: String,
        series: String,
        data: String,
        input_digest: String,
        pack_digest: String,
        pdf_sha256: String,
        pages: i32,
        dated: Date,
        issued_by: Uuid,
        issued_by_name: String,
        issued_at: DateTimeUtc,
        posted_on: Option<Date>,
        posted_place: Option<String>,
        void_reason: Option<String>,
        replaces_id: Option<Uuid>,
        version: i32,
        markup: Option<String>,
        urgency: String,
        passed: Option<String>,
    }
);
entity!(
    /// 本单位的文书文稿，一版一行；没有文字的一版表示用回原文
    paper_text = "paper_text" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        township_id: Uuid,
        kind: String,
        version: i32,
        text: Option<String>,
        remark: String,
        saved_by: Uuid,
        saved_by_name: String,
        saved_at: DateTimeUtc,
    }
);
entity!(
    /// 批量印发
    batch = "batch" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        cycle_id: Uuid,
        state: String,
        requested_by: Uuid,
        requested_by_name: String,
        created_at: DateTimeUtc,
        dated: Date,
        claimed_by: Option<String>,
        claimed_until: Option<DateTimeUtc>,
    }
);
entity!(
    /// 批量印发的一件
    batch_item = "batch_item" {
        #[sea_orm(primary_key, auto_increment = false)] batch_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] ordinal: i32,
        unit_id: Uuid,
        kind: String,
        state: String,
        paper_id: Option<Uuid>,
        problem: Option<String>,
        reasons: Option<String>,
    }
);
