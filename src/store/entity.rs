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
    }
);
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
    /// 大屏链接；令牌只存摘要
    wall_link = "wall_link" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        cycle_id: Uuid,
        name: String,
        token_hash: String,
        made_by: Uuid,
        made_by_name: String,
        made_at: DateTimeUtc,
        last_seen_at: Option<DateTimeUtc>,
        last_seen_from: Option<String>,
        revoked_at: Option<DateTimeUtc>,
        revoked_by_name: Option<String>,
        version: i32,
    }
);
entity!(
    /// 确认过的日报，一版一行
    daily_report = "daily_report" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        cycle_id: Uuid,
        day: Date,
        version: i32,
        serial: i32,
        zero: bool,
        note: String,
        data: String,
        digest: String,
        pdf_sha256: String,
        audit_seq: i64,
        audit_hash: String,
        confirmed_by: Uuid,
        confirmed_by_name: String,
        confirmed_at: DateTimeUtc,
    }
);
entity!(
    /// 日报表格的列
    report_columns = "report_columns" {
        #[sea_orm(primary_key, auto_increment = false)] township_id: Uuid,
        columns: String,
        saved_by_name: String,
        saved_at: DateTimeUtc,
        version: i32,
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
    /// 挂钩联系日志的一条；只增不改，更正是另一条
    guidance_entry = "guidance_entry" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        cycle_id: Uuid,
        village_id: Uuid,
        kind: String,
        act: String,
        day: Date,
        subject: String,
        audience: String,
        who: String,
        note: String,
        corrects_id: Option<Uuid>,
        recorded_by: Uuid,
        recorded_by_name: String,
        recorded_at: DateTimeUtc,
    }
);
entity!(
    /// 挂钩联系日志的附件；内容按摘要存于数据文件夹
    guidance_file = "guidance_file" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        cycle_id: Uuid,
        village_id: Uuid,
        entry_id: Uuid,
        file_name: String,
        media_type: String,
        sha256: String,
        size: i64,
        at: DateTimeUtc,
    }
);
entity!(
    /// 风险评定，一次一行
    risk_assessment = "risk_assessment" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        cycle_id: Uuid,
        village_id: Uuid,
        seq: i32,
        level: String,
        causes: String,
        reasons: String,
        suggested: String,
        signals: String,
        assessed_by: String,
        assessed_on: Date,
        recorded_by: Uuid,
        recorded_by_name: String,
        recorded_at: DateTimeUtc,
    }
);
entity!(
    /// 一村一策的一项措施，一版一行
    risk_measure = "risk_measure" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        measure_id: Uuid,
        seq: i32,
        cycle_id: Uuid,
        village_id: Uuid,
        measure: String,
        owner_id: Option<Uuid>,
        owner_name: String,
        due: Option<Date>,
        state: String,
        settled_on: Option<Date>,
        note: String,
        recorded_by: Uuid,
        recorded_by_name: String,
        recorded_at: DateTimeUtc,
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
entity!(
    /// 实施方案的一版：当时的数据和排出的内容
    plan_version = "plan_version" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        cycle_id: Uuid,
        unit_id: Uuid,
        version: i32,
        data: String,
        markup: String,
        input_digest: String,
        remark: String,
        paper_id: Option<Uuid>,
        saved_by: Uuid,
        saved_by_name: String,
        saved_at: DateTimeUtc,
    }
);
entity!(
    /// 会议；清单以 JSON 存
    meeting = "meeting" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        cycle_id: Uuid,
        unit_id: Uuid,
        kind: String,
        name: String,
        day: Option<Date>,
        time: String,
        place: String,
        host: String,
        recorder: String,
        contact: String,
        contact_phone: String,
        reply_by: Option<Date>,
        step: String,
        agenda: String,
        materials: String,
        requirements: String,
        prepared: String,
        women: Option<i32>,
        state: String,
        state_note: String,
        discussion: String,
        decisions: String,
        recorded_by: Uuid,
        recorded_by_name: String,
        recorded_at: DateTimeUtc,
        version: i32,
    }
);
entity!(
    /// 会议的一行应到：哪个单位、请谁、应到、实到
    meeting_unit = "meeting_unit" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        cycle_id: Uuid,
        meeting_id: Uuid,
        ordinal: i32,
        village_id: Option<Uuid>,
        unit: String,
        part: String,
        who: String,
        expected: i32,
        present: Option<i32>,
        absent: String,
    }
);
entity!(
    /// 培训班
    training = "training" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        cycle_id: Uuid,
        unit_id: Uuid,
        level: String,
        name: String,
        day: Option<Date>,
        time: String,
        end_day: Option<Date>,
        end_time: String,
        place: String,
        host: String,
        contact: String,
        contact_phone: String,
        reply_by: Option<Date>,
        lessons: String,
        materials: String,
        requirements: String,
        quiz: String,
        note: String,
        state: String,
        state_note: String,
        recorded_by: Uuid,
        recorded_by_name: String,
        recorded_at: DateTimeUtc,
        version: i32,
    }
);
entity!(
    /// 参训：一个单位的一类人员
    training_group = "training_group" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        cycle_id: Uuid,
        training_id: Uuid,
        ordinal: i32,
        village_id: Option<Uuid>,
        team_id: Option<Uuid>,
        unit: String,
        function: String,
        expected: i32,
        attended: Option<i32>,
        names: String,
    }
);
