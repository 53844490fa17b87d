//! 镇里自己的工作 — meetings, training, guidance, risks, the plan, reports and walls.
#![allow(missing_docs, clippy::derive_partial_eq_without_eq)]

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
        one_place: bool,
        place: Option<String>,
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
entity!(
    /// 应参训人数 of one village, where the catalogue's are wrong
    training_need = "training_need" {
        #[sea_orm(primary_key, auto_increment = false)] village_id: Uuid,
        cycle_id: Uuid,
        counts: String,
        saved_by_name: String,
        saved_at: DateTimeUtc,
        version: i32,
    }
);
entity!(
    /// 收文登记的一件
    incoming_paper = "incoming_paper" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        cycle_id: Uuid,
        serial: i32,
        received_on: Date,
        sender: String,
        number: String,
        title: String,
        dated: Option<Date>,
        urgency: String,
        handler_id: Option<Uuid>,
        handler_name: String,
        due: Option<Date>,
        note: String,
        handled_on: Option<Date>,
        result: String,
        filed_on: Option<Date>,
        filed_in: String,
        void_reason: String,
        recorded_by_name: String,
        recorded_at: DateTimeUtc,
        version: i32,
    }
);
