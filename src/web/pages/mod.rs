//! 页面内容 — one file a subject, each with the contexts of its templates and their samples.

pub mod account;
pub mod ask;
pub mod assign;
pub mod backup;
pub mod blank;
pub mod calendar;
pub mod check;
pub mod choose;
pub mod complaint;
pub mod cycle;
pub mod discipline;
pub mod export;
pub mod feasible;
pub mod gantt;
pub mod guidance;
pub mod import;
pub mod incoming;
pub mod inspection;
pub mod matrix;
pub mod meeting;
pub mod organisation;
pub mod paper;
pub mod parts;
pub mod people;
pub mod phone;
pub mod plan;
pub mod reasons;
pub mod reminders;
pub mod replan;
pub mod report;
pub mod risk;
pub mod roll;
pub mod rules;
pub mod schedule;
pub mod set_password;
pub mod statistics;
pub mod step;
pub mod supervision;
pub mod tally;
pub mod text;
pub mod trainees;
pub mod training;
pub mod trouble;
pub mod village;
pub mod villages;
pub mod wall;
pub mod workbench;

#[cfg(test)]
mod tests;

use super::view::{Frame, Page, ViewError, Views};

/// A page drawn from one of its samples.
pub struct DrawnSample {
    /// The template.
    pub template: &'static str,
    /// The sample's name.
    pub sample: &'static str,
    /// The HTML, or what went wrong.
    pub html: Result<String, ViewError>,
}

/// Draws every sample of one page.
fn draw<P: Page>(views: &Views, frame: &Frame, into: &mut Vec<DrawnSample>) {
    for (sample, page) in P::samples() {
        into.push(DrawnSample {
            template: P::TEMPLATE,
            sample,
            html: views.render(frame, &page),
        });
    }
}

/// Draws every sample of every page. Pages of people who are not signed in are drawn in a
/// frame without a user, all others in `frame`.
pub fn draw_samples(views: &Views, frame: &Frame) -> Vec<DrawnSample> {
    let mut out = Vec::new();
    let nobody = Frame {
        user: None,
        rail: Vec::new(),
        crumbs: Vec::new(),
        cycle: None,
        ..frame.clone()
    };
    draw::<account::Login>(views, &nobody, &mut out);
    draw::<account::Setup>(views, &nobody, &mut out);
    draw::<set_password::SetPassword>(views, &nobody, &mut out);
    draw::<trouble::Trouble>(views, &nobody, &mut out);
    draw::<trouble::Trouble>(views, frame, &mut out);
    draw::<trouble::Conflict>(views, frame, &mut out);
    draw::<account::Me>(views, frame, &mut out);
    draw::<account::Users>(views, frame, &mut out);
    draw::<account::UserForm>(views, frame, &mut out);
    draw::<backup::Backup>(views, frame, &mut out);
    draw::<workbench::Workbench>(views, frame, &mut out);
    draw::<reminders::Reminders>(views, frame, &mut out);
    draw::<cycle::Cycles>(views, frame, &mut out);
    draw::<cycle::CycleForm>(views, frame, &mut out);
    draw::<rules::Rules>(views, frame, &mut out);
    draw::<matrix::Matrix>(views, frame, &mut out);
    draw::<village::VillagePage>(views, frame, &mut out);
    draw::<step::StepPage>(views, frame, &mut out);
    draw::<step::Phases>(views, frame, &mut out);
    draw::<tally::TallyPage>(views, frame, &mut out);
    draw::<calendar::Calendar>(views, frame, &mut out);
    draw::<schedule::Schedule>(views, frame, &mut out);
    draw::<replan::ReplanPage>(views, frame, &mut out);
    draw::<ask::Ask>(views, frame, &mut out);
    draw::<feasible::Feasible>(views, frame, &mut out);
    draw::<feasible::Conflicts>(views, frame, &mut out);
    draw::<check::Check>(views, frame, &mut out);
    draw::<villages::Villages>(views, frame, &mut out);
    draw::<villages::VillageForm>(views, frame, &mut out);
    draw::<assign::Assign>(views, frame, &mut out);
    draw::<people::People>(views, frame, &mut out);
    draw::<people::PersonForm>(views, frame, &mut out);
    draw::<organisation::Organisation>(views, frame, &mut out);
    draw::<organisation::TeamForm>(views, frame, &mut out);
    draw::<organisation::Succession>(views, frame, &mut out);
    draw::<guidance::GuidanceOverview>(views, frame, &mut out);
    draw::<guidance::Diary>(views, frame, &mut out);
    draw::<guidance::DiaryEntry>(views, frame, &mut out);
    draw::<risk::RiskLedger>(views, frame, &mut out);
    draw::<risk::VillageRisk>(views, frame, &mut out);
    draw::<risk::MeasureForm>(views, frame, &mut out);
    draw::<import::ImportUpload>(views, frame, &mut out);
    draw::<import::ImportPreview>(views, frame, &mut out);
    draw::<incoming::Incoming>(views, frame, &mut out);
    draw::<incoming::IncomingForm>(views, frame, &mut out);
    draw::<incoming::IncomingPage>(views, frame, &mut out);
    draw::<roll::Roll>(views, frame, &mut out);
    draw::<roll::FactsPage>(views, frame, &mut out);
    draw::<paper::Papers>(views, frame, &mut out);
    draw::<blank::BlankForms>(views, frame, &mut out);
    draw::<choose::ChoosePapers>(views, frame, &mut out);
    draw::<reasons::IssueReasons>(views, frame, &mut out);
    draw::<paper::PaperPage>(views, frame, &mut out);
    draw::<paper::BatchPage>(views, frame, &mut out);
    draw::<text::Texts>(views, frame, &mut out);
    draw::<text::TextPage>(views, frame, &mut out);
    draw::<text::VersionPage>(views, frame, &mut out);
    draw::<plan::PlanPage>(views, frame, &mut out);
    draw::<plan::ChapterPage>(views, frame, &mut out);
    draw::<plan::ComparePage>(views, frame, &mut out);
    draw::<plan::UnitPlans>(views, frame, &mut out);
    draw::<inspection::Inspections>(views, frame, &mut out);
    draw::<inspection::InspectionForm>(views, frame, &mut out);
    draw::<inspection::InspectionPage>(views, frame, &mut out);
    draw::<supervision::Findings>(views, frame, &mut out);
    draw::<supervision::FindingPage>(views, frame, &mut out);
    draw::<supervision::PlanPage>(views, frame, &mut out);
    draw::<supervision::BundlePage>(views, frame, &mut out);
    draw::<phone::PhoneHome>(views, frame, &mut out);
    draw::<phone::PhoneSheet>(views, frame, &mut out);
    draw::<phone::PhoneOut>(views, frame, &mut out);
    draw::<inspection::Audit>(views, frame, &mut out);
    draw::<gantt::GanttPage>(views, frame, &mut out);
    draw::<wall::Wall>(views, &nobody, &mut out);
    draw::<wall::WallLinks>(views, frame, &mut out);
    draw::<report::ReportPage>(views, frame, &mut out);
    draw::<report::ReportColumns>(views, frame, &mut out);
    draw::<export::Exports>(views, frame, &mut out);
    draw::<statistics::StatisticsPage>(views, frame, &mut out);
    draw::<complaint::Complaints>(views, frame, &mut out);
    draw::<complaint::ComplaintForm>(views, frame, &mut out);
    draw::<complaint::CasePage>(views, frame, &mut out);
    draw::<complaint::SealedPage>(views, frame, &mut out);
    draw::<complaint::HandlersForm>(views, frame, &mut out);
    draw::<complaint::FiguresPage>(views, frame, &mut out);
    draw::<discipline::Discipline>(views, frame, &mut out);
    draw::<meeting::Meetings>(views, frame, &mut out);
    draw::<meeting::MeetingForm>(views, frame, &mut out);
    draw::<meeting::MeetingPage>(views, frame, &mut out);
    draw::<meeting::AttendanceForm>(views, frame, &mut out);
    draw::<training::Trainings>(views, frame, &mut out);
    draw::<training::TrainingForm>(views, frame, &mut out);
    draw::<training::TrainingPage>(views, frame, &mut out);
    draw::<training::TrainingAttendance>(views, frame, &mut out);
    draw::<training::Coverage>(views, frame, &mut out);
    draw::<trainees::Trainees>(views, frame, &mut out);
    out
}
