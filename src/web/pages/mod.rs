//! 页面内容 — one file a subject, each with the contexts of its templates and their samples.

pub mod account;
pub mod ask;
pub mod blank;
pub mod calendar;
pub mod check;
pub mod cycle;
pub mod feasible;
pub mod import;
pub mod inspection;
pub mod matrix;
pub mod meeting;
pub mod paper;
pub mod parts;
pub mod people;
pub mod replan;
pub mod roll;
pub mod rules;
pub mod schedule;
pub mod set_password;
pub mod step;
pub mod tally;
pub mod text;
pub mod training;
pub mod trouble;
pub mod village;
pub mod villages;
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
    draw::<workbench::Workbench>(views, frame, &mut out);
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
    draw::<villages::Assign>(views, frame, &mut out);
    draw::<people::People>(views, frame, &mut out);
    draw::<people::PersonForm>(views, frame, &mut out);
    draw::<import::ImportUpload>(views, frame, &mut out);
    draw::<import::ImportPreview>(views, frame, &mut out);
    draw::<roll::Roll>(views, frame, &mut out);
    draw::<roll::FactsPage>(views, frame, &mut out);
    draw::<paper::Papers>(views, frame, &mut out);
    draw::<blank::BlankForms>(views, frame, &mut out);
    draw::<paper::PaperPage>(views, frame, &mut out);
    draw::<paper::BatchPage>(views, frame, &mut out);
    draw::<text::Texts>(views, frame, &mut out);
    draw::<text::TextPage>(views, frame, &mut out);
    draw::<text::VersionPage>(views, frame, &mut out);
    draw::<inspection::Inspections>(views, frame, &mut out);
    draw::<inspection::InspectionForm>(views, frame, &mut out);
    draw::<inspection::InspectionPage>(views, frame, &mut out);
    draw::<inspection::Audit>(views, frame, &mut out);
    draw::<meeting::Meetings>(views, frame, &mut out);
    draw::<meeting::MeetingForm>(views, frame, &mut out);
    draw::<meeting::MeetingPage>(views, frame, &mut out);
    draw::<meeting::AttendanceForm>(views, frame, &mut out);
    draw::<training::Trainings>(views, frame, &mut out);
    draw::<training::TrainingForm>(views, frame, &mut out);
    draw::<training::TrainingPage>(views, frame, &mut out);
    draw::<training::TrainingAttendance>(views, frame, &mut out);
    draw::<training::Coverage>(views, frame, &mut out);
    out
}
