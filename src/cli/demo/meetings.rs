//! 演示的会议和培训 — called before the story's notices go out, held on their days: the mobilization meeting,
//! the township's course, a representatives' meeting that too few came to and was held again.

use chrono::{Days, NaiveDate, NaiveTime};
use uuid::Uuid;

use super::{fill::moment, story};
use crate::{
    office::{
        change::Actor,
        meeting::{self, AttendanceInput, AttendedRow, DecisionInput, MeetingInput},
        progress::Desk,
        refusal::Refusal,
        standing::Plans,
        training::{self, AttendedGroup, Course, HeldInput, QuizInput, TrainingInput},
    },
    platform::clock::FixedClock,
    store::{
        entity::village as village_row, meeting as meetings, scope::CycleScope,
        training as trainings, village,
    },
    web::app::App,
};

/// 动员会: the day on which the story records the phase.
const MOBILIZED: (i32, u32, u32) = (2027, 1, 22);
/// 培训班
const TRAINED: (i32, u32, u32) = (2027, 1, 27);
/// 下前村: a meeting that too few came to, two days before the one that counted.
const SHORT: i32 = 2;
/// Villages whose tellers were on duty elsewhere on the day of the course.
const WITHOUT_TELLERS: [i32; 2] = [1, 4];

/// What every act needs.
pub struct Stage<'a> {
    /// Application.
    pub app: &'a App,
    /// 经办人
    pub actor: &'a Actor,
    /// Cycle.
    pub scope: &'a CycleScope,
    /// Rules.
    pub plans: &'a Plans,
}

fn at(day: NaiveDate, hour: u32) -> FixedClock {
    FixedClock(moment(
        day,
        NaiveTime::from_hms_opt(hour, 20, 0).unwrap_or_default(),
    ))
}

impl Stage<'_> {
    fn desk<'d>(&'d self, clock: &'d FixedClock) -> Desk<'d> {
        Desk {
            store: &self.app.store,
            clock,
            files: &self.app.files,
            plans: self.plans,
        }
    }

    async fn village(&self, ordinal: i32) -> Result<village_row::Model, Refusal> {
        village::list(self.app.store.reader(), self.scope)
            .await?
            .into_iter()
            .find(|row| row.ordinal == ordinal)
            .ok_or(Refusal::NotFound)
    }

    /// Calls a meeting as its form starts, with a few things changed; gives its id.
    async fn call(
        &self,
        key: &str,
        on: NaiveDate,
        kind: &str,
        village: Option<&village_row::Model>,
        change: impl FnOnce(&mut MeetingInput),
    ) -> Result<Uuid, Refusal> {
        let kind = meeting::catalogue().find(kind).ok_or(Refusal::NotFound)?;
        let db = self.app.store.reader();
        let mut input = meeting::start(db, self.scope, kind, village, "").await?;
        change(&mut input);
        let clock = at(on, 15);
        let done = meeting::save(
            &self.desk(&clock),
            self.actor,
            self.scope,
            key,
            None,
            0,
            &input,
        )
        .await?;
        id_of(&done.location)
    }

    /// The meetings and the course, before their notices go out.
    pub async fn arrange(&self) -> Result<(), Refusal> {
        let office = |input: &mut MeetingInput| {
            "赵国强".clone_into(&mut input.invitation.contact);
            "0000-6220001".clone_into(&mut input.invitation.contact_phone);
        };
        self.call(
            "demo-meeting-1",
            story::day((2027, 1, 13)),
            "mobilization",
            None,
            |input| {
                office(input);
                input.invitation.day = story::day(MOBILIZED).to_string();
                "09:00".clone_into(&mut input.invitation.time);
                "镇政府三楼会议室".clone_into(&mut input.invitation.place);
                "镇党委副书记、镇长李义鹏".clone_into(&mut input.invitation.host);
                "廖金珺".clone_into(&mut input.recorder);
                input.invitation.reply_by = (story::day(MOBILIZED) - Days::new(1)).to_string();
            },
        )
        .await?;
        let db = self.app.store.reader();
        let mut course = training::start(db, self.scope, Course::Township, None).await?;
        course.invitation.day = story::day(TRAINED).to_string();
        "09:00".clone_into(&mut course.invitation.time);
        "17:30".clone_into(&mut course.end_time);
        "镇政府三楼会议室".clone_into(&mut course.invitation.place);
        "林忠康".clone_into(&mut course.invitation.host);
        course.invitation.reply_by = (story::day(TRAINED) - Days::new(2)).to_string();
        "赵国强".clone_into(&mut course.invitation.contact);
        "0000-6220001".clone_into(&mut course.invitation.contact_phone);
        course.speakers = [
            ("plan", "赵国强"),
            ("law", "林忠康"),
            ("counting", "王火发"),
        ]
        .map(|(id, name)| (id.to_owned(), name.to_owned()))
        .into();
        let clock = at(story::day((2027, 1, 18)), 15);
        self.save_course("demo-training-1", &clock, &course).await?;
        Ok(())
    }

    async fn save_course(
        &self,
        key: &str,
        clock: &FixedClock,
        input: &TrainingInput,
    ) -> Result<Uuid, Refusal> {
        let done = training::save(
            &self.desk(clock),
            self.actor,
            self.scope,
            key,
            None,
            0,
            input,
        )
        .await?;
        id_of(&done.location)
    }

    /// Who came, once the story is told.
    pub async fn hold(&self) -> Result<(), Refusal> {
        let db = self.app.store.reader();
        for (one, rows) in meetings::whole(db, self.scope).await? {
            let came = rows
                .iter()
                .map(|row| AttendedRow {
                    line: row.ordinal,
                    expected: row.expected.to_string(),
                    // Two villages sent one person less.
                    present: if row.ordinal % 9 == 0 && row.expected > 1 {
                        (row.expected - 1).to_string()
                    } else {
                        row.expected.to_string()
                    },
                    absent: String::new(),
                })
                .collect();
            let input = AttendanceInput {
                day: story::day(MOBILIZED).to_string(),
                host: one.host.clone(),
                recorder: one.recorder.clone(),
                rows: came,
                decisions: vec![DecisionInput {
                    text: "各村（社区）三日内召开会议传达，一月底前定好具体方案".to_owned(),
                    ..DecisionInput::default()
                }],
                discussion: "李义鹏宣读实施方案；王火发讲换届纪律；林忠康作动员讲话。".to_owned(),
                ..AttendanceInput::default()
            };
            let clock = at(story::day(MOBILIZED), 16);
            self.held(&clock, "demo-meeting-1-held", one.id, one.version, &input)
                .await?;
        }
        self.train().await?;
        self.representatives().await?;
        self.call(
            "demo-meeting-4",
            story::day((2027, 2, 26)),
            "dispatch",
            None,
            |input| {
                input.invitation.day = story::day((2027, 3, 2)).to_string();
                "15:00".clone_into(&mut input.invitation.time);
                "镇政府二楼会议室".clone_into(&mut input.invitation.place);
                "李义鹏".clone_into(&mut input.invitation.host);
            },
        )
        .await?;
        Ok(())
    }

    async fn held(
        &self,
        clock: &FixedClock,
        key: &str,
        id: Uuid,
        version: i32,
        input: &AttendanceInput,
    ) -> Result<(), Refusal> {
        meeting::hold(
            &self.desk(clock),
            self.actor,
            self.scope,
            key,
            id,
            version,
            input,
        )
        .await?;
        Ok(())
    }

    async fn train(&self) -> Result<(), Refusal> {
        let db = self.app.store.reader();
        let villages = village::list(db, self.scope).await?;
        for (one, groups) in trainings::whole(db, self.scope).await? {
            let missing = |village: Option<Uuid>| {
                villages
                    .iter()
                    .any(|row| Some(row.id) == village && WITHOUT_TELLERS.contains(&row.ordinal))
            };
            let came = groups
                .iter()
                .map(|group| AttendedGroup {
                    line: group.ordinal,
                    attended: if group.function == "teller" && missing(group.village_id) {
                        String::new()
                    } else {
                        group.expected.to_string()
                    },
                    names: String::new(),
                })
                .collect();
            let quiz = training::units(&groups)
                .into_iter()
                .enumerate()
                .filter(|(_, unit)| villages.iter().any(|row| row.name == *unit))
                .map(|(line, _)| QuizInput {
                    line,
                    tested: "10".to_owned(),
                    passed: if line % 5 == 0 { "9" } else { "10" }.to_owned(),
                })
                .collect();
            let input = HeldInput {
                day: story::day(TRAINED).to_string(),
                groups: came,
                quiz,
                note: "上前村、历林村的计票员当天请假，投票日以前补训。".to_owned(),
                ..HeldInput::default()
            };
            let clock = at(story::day(TRAINED), 18);
            training::hold(
                &self.desk(&clock),
                self.actor,
                self.scope,
                "demo-training-1-held",
                one.id,
                one.version,
                &input,
            )
            .await?;
        }
        Ok(())
    }

    /// 下前村: 29 of 45 came, then 41.
    async fn representatives(&self) -> Result<(), Refusal> {
        let village = self.village(SHORT).await?;
        for (key, day, representatives) in [
            ("demo-meeting-2", (2027, 2, 5), 24_u32),
            ("demo-meeting-3", (2027, 2, 7), 36),
        ] {
            let day = story::day(day);
            let id = self
                .call(
                    key,
                    day - Days::new(3),
                    "representatives",
                    Some(&village),
                    |input| {
                        input.invitation.day = day.to_string();
                        "09:00".clone_into(&mut input.invitation.time);
                        input.invitation.place = format!("{}党群服务中心二楼会议室", village.name);
                        "committee-selected".clone_into(&mut input.step);
                        "推选村民选举委员会成员".clone_into(&mut input.agenda);
                        "15".clone_into(&mut input.women);
                        for (row, expected) in input.rows.iter_mut().zip(["40", "5"]) {
                            expected.clone_into(&mut row.expected);
                            row.who.clear();
                        }
                    },
                )
                .await?;
            let rows = [
                (1, "40", representatives.to_string()),
                (2, "5", "5".to_owned()),
            ]
            .into_iter()
            .map(|(line, expected, present)| AttendedRow {
                line,
                expected: expected.to_owned(),
                present,
                absent: String::new(),
            })
            .collect();
            let came = representatives + 5;
            let input = AttendanceInput {
                day: day.to_string(),
                rows,
                decisions: vec![DecisionInput {
                    line: 0,
                    text: "推选产生村民选举委员会，由七人组成".to_owned(),
                    in_favour: (came - 2).to_string(),
                    against: "1".to_owned(),
                    abstained: "1".to_owned(),
                }],
                ..AttendanceInput::default()
            };
            self.held(&at(day, 16), &format!("{key}-held"), id, 1, &input)
                .await?;
        }
        Ok(())
    }
}

fn id_of(location: &str) -> Result<Uuid, Refusal> {
    location
        .rsplit('/')
        .next()
        .and_then(|id| Uuid::parse_str(id).ok())
        .ok_or_else(|| Refusal::Inside(format!("no id in {location}")))
}
