//! 路由 — every URL of the service, in one table.
//!
//! [`routes`] lists method, address and handler; the permission of each row is taken from the type
//! of the handler's first parameter, so that the table cannot say something else than the code.
//! A test walks [`table`] and calls every route as nobody, as the wrong role and at the wrong village.

use axum::{
    Router,
    extract::DefaultBodyLimit,
    handler::Handler,
    http::Method,
    routing::{MethodFilter, MethodRouter, on},
};
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer, Predicate as _,
        predicate::{DefaultPredicate, NotForContentType},
    },
    trace::TraceLayer,
};

use super::{
    accounts,
    answer::Trouble,
    app::App,
    ask, assign, audit, backup, batches, calendar, check, complaints, cycles, discipline, display,
    export, facts, feasible, findings,
    form::UPLOAD_LIMIT,
    gantt,
    guard::{Admits, May, Permission, Place},
    guidance, imports, incoming, inspections, matrix, meetings, organisation, papers, people,
    phases, phone, plan, reminders, replan, report, risk, roll, rules, schedule, sign_in,
    statistics, steps, supervision, tally, texts, trainees, trainings, village, villages, visit,
    wall, workbench,
};

/// One row of the table.
#[derive(Debug, Clone)]
pub struct Route {
    /// `GET` or `POST`.
    pub method: Method,
    /// Address with `{c}`, `{v}` …
    pub path: &'static str,
    /// Name of the permission.
    pub permission: &'static str,
    /// Whom it admits.
    pub admits: Admits,
    /// What the address must name.
    pub place: Place,
}

/// Tells the permission in a handler's parameters: the first is always `May<P>`.
pub trait FirstIs<P> {}

macro_rules! first_is {
    ($($rest:ident),*) => {
        impl<M, P: Permission, $($rest),*> FirstIs<P> for (M, May<P>, $($rest,)*) {}
    };
}
first_is!();
first_is!(A);
first_is!(A, B);
first_is!(A, B, C);
first_is!(A, B, C, D);
first_is!(A, B, C, D, E);

/// One row with its handler.
pub(super) struct Row {
    route: Route,
    service: MethodRouter<App>,
}

fn row<P, H, T>(method: Method, filter: MethodFilter, path: &'static str, handler: H) -> Row
where
    P: Permission,
    H: Handler<T, App>,
    T: FirstIs<P> + 'static,
{
    Row {
        route: Route {
            method,
            path,
            permission: P::NAME,
            admits: P::ADMITS,
            place: P::PLACE,
        },
        service: on(filter, handler),
    }
}

/// A page.
pub(super) fn get<P, H, T>(path: &'static str, handler: H) -> Row
where
    P: Permission,
    H: Handler<T, App>,
    T: FirstIs<P> + 'static,
{
    row::<P, H, T>(Method::GET, MethodFilter::GET, path, handler)
}

/// A form.
pub(super) fn post<P, H, T>(path: &'static str, handler: H) -> Row
where
    P: Permission,
    H: Handler<T, App>,
    T: FirstIs<P> + 'static,
{
    row::<P, H, T>(Method::POST, MethodFilter::POST, path, handler)
}

fn rows() -> Vec<Row> {
    [
        sign_in::rows(),
        display::rows(),
        accounts::rows(),
        audit::rows(),
        backup::rows(),
        cycles::rows(),
        villages::rows(),
        people::rows(),
        organisation::rows(),
        assign::rows(),
        guidance::rows(),
        risk::rows(),
        imports::rows(),
        incoming::rows(),
        roll::rows(),
        workbench::rows(),
        reminders::rows(),
        matrix::rows(),
        village::rows(),
        steps::rows(),
        replan::rows(),
        schedule::rows(),
        ask::rows(),
        feasible::rows(),
        phases::rows(),
        plan::rows(),
        calendar::rows(),
        rules::rows(),
        tally::rows(),
        check::rows(),
        inspections::rows(),
        findings::rows(),
        supervision::rows(),
        phone::rows(),
        complaints::rows(),
        discipline::rows(),
        papers::rows(),
        facts::rows(),
        batches::rows(),
        texts::rows(),
        gantt::rows(),
        wall::rows(),
        report::rows(),
        export::rows(),
        statistics::rows(),
        meetings::rows(),
        trainings::rows(),
        trainees::rows(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The table of routes.
pub fn table() -> Vec<Route> {
    rows().into_iter().map(|row| row.route).collect()
}

/// The service.
pub fn router(app: App) -> Router {
    let mut router = Router::new();
    for row in rows() {
        router = router.route(row.route.path, row.service);
    }
    router
        .fallback(|| async { Trouble::not_found() })
        .method_not_allowed_fallback(|| async { Trouble::not_found() })
        .layer(DefaultBodyLimit::max(UPLOAD_LIMIT))
        .layer(CatchPanicLayer::custom(
            |_panic: Box<dyn std::any::Any + Send>| {
                use axum::response::IntoResponse as _;
                Trouble::from(crate::office::refusal::Refusal::Inside("panic".to_owned()))
                    .into_response()
            },
        ))
        .layer(axum::middleware::from_fn_with_state(
            app.clone(),
            visit::receive,
        ))
        .layer(
            // A ZIP, a workbook and a PDF are compressed already: once more costs time and the browser's progress bar.
            CompressionLayer::new().compress_when(
                DefaultPredicate::new()
                    .and(NotForContentType::const_new("application/zip"))
                    .and(NotForContentType::const_new("application/pdf"))
                    .and(NotForContentType::const_new("application/vnd")),
            ),
        )
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .with_state(app)
}

/// The log's line of a request: no query, and no token of a one-time link.
fn span(request: &axum::extract::Request) -> tracing::Span {
    let path = shown_path(request.uri().path());
    tracing::debug_span!("request", method = %request.method(), path)
}

fn shown_path(path: &str) -> &str {
    ["/setup/", "/password/", "/wall/"]
        .into_iter()
        .find(|secret| path.starts_with(secret))
        .unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_time_links_stay_out_of_the_log() {
        assert_eq!(shown_path("/setup/977dfb"), "/setup/");
        assert_eq!(shown_path("/password/977dfb"), "/password/");
        assert_eq!(shown_path("/wall/977dfb"), "/wall/");
        assert_eq!(shown_path("/c/1/matrix"), "/c/1/matrix");
    }
}
