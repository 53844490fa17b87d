//! Every route of the table is called as nobody, as every role it does not admit, with another
//! township's cycle and at a village that is not the account's own.

use huanjie::{
    store::account::Role,
    web::{
        guard::{Admits, Place},
        router::{Route, table},
    },
};
use uuid::Uuid;

use crate::support::{
    Client, TestApp,
    client::Answer,
    seed::{self, Seed},
};

crate::both_backends! {
    nobody_gets_past_the_door;
    roles_are_held_apart;
    other_townships_do_not_exist;
    other_villages_do_not_exist;
    forms_need_their_token;
}

/// An address with its ids filled in; ids that name nothing here are random.
fn address(route: &Route, cycle: Uuid, village: Uuid) -> String {
    route
        .path
        .split('/')
        .map(|part| match part {
            "{c}" => cycle.to_string(),
            "{v}" => village.to_string(),
            "{step}" => "roll-published".to_owned(),
            "{kind}" => "election-day".to_owned(),
            "{*path}" => "style.css".to_owned(),
            _ if part.starts_with('{') => Uuid::now_v7().to_string(),
            _ => part.to_owned(),
        })
        .collect::<Vec<_>>()
        .join("/")
}

async fn call(client: &Client, route: &Route, path: &str) -> Answer {
    if route.method == "GET" {
        client.get(path).await
    } else {
        client.post(path, &[]).await
    }
}

async fn nobody_gets_past_the_door(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let mut closed = 0;
    for route in table() {
        if route.admits == Admits::Anyone {
            continue;
        }
        closed += 1;
        let path = address(&route, cycle, villages[0]);
        let answer = call(&app.client(), &route, &path).await;
        assert_eq!(
            answer.status.as_u16(),
            303,
            "{} {}",
            route.method,
            route.path
        );
        assert!(
            answer.location().starts_with("/login?next="),
            "{} {}",
            route.method,
            route.path
        );
    }
    assert!(closed >= 4, "the table is empty");
}

async fn roles_are_held_apart(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    for role in Role::ALL {
        let client = seed::signed_in(&app, role).await;
        for route in table() {
            let Admits::Roles(admitted) = route.admits else {
                continue;
            };
            if route.path == "/logout" || route.path.starts_with("/me") {
                continue;
            }
            let path = address(&route, cycle, villages[0]);
            let answer = call(&client, &route, &path).await;
            let status = answer.status.as_u16();
            if admitted.contains(&role) {
                // Admitted: a page, a redirect, or a form refused for its missing token.
                let form = route.method == "POST";
                assert!(
                    status != 303 || !answer.location().starts_with("/login"),
                    "{role:?} {}",
                    route.path
                );
                assert!(
                    form || status != 403,
                    "{role:?} {} {}",
                    route.method,
                    route.path
                );
                assert!(
                    status < 500,
                    "{role:?} {} {} {status}",
                    route.method,
                    route.path
                );
            } else {
                assert_eq!(status, 403, "{role:?} {} {}", route.method, route.path);
            }
        }
    }
}

async fn other_townships_do_not_exist(app: TestApp) {
    let Seed { villages, .. } = seed::seed(&app).await;
    let elsewhere = seed::add_township(&app.store, "水口镇").await;
    let foreign = seed::add_cycle(&app, elsewhere).await;
    for role in [Role::Clerk, Role::Leader, Role::County] {
        let client = seed::signed_in(&app, role).await;
        for route in table() {
            let Admits::Roles(admitted) = route.admits else {
                continue;
            };
            if route.place == Place::Anywhere || !admitted.contains(&role) {
                continue;
            }
            let answer = call(&client, &route, &address(&route, foreign, villages[0])).await;
            assert_eq!(
                answer.status.as_u16(),
                404,
                "{role:?} {} {}",
                route.method,
                route.path
            );
        }
    }
}

async fn other_villages_do_not_exist(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    for role in [Role::Guidance, Role::VillageCommittee] {
        let client = seed::signed_in(&app, role).await;
        for route in table() {
            let Admits::Roles(admitted) = route.admits else {
                continue;
            };
            if route.place != Place::Village || !admitted.contains(&role) {
                continue;
            }
            let answer = call(&client, &route, &address(&route, cycle, villages[1])).await;
            assert_eq!(
                answer.status.as_u16(),
                404,
                "{role:?} {} {}",
                route.method,
                route.path
            );
        }
    }
}

async fn forms_need_their_token(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    for role in [Role::Administrator, Role::Clerk, Role::Supervision] {
        let client = seed::signed_in(&app, role).await;
        for route in table() {
            let open_to = match route.admits {
                Admits::Anyone => true,
                Admits::Roles(admitted) => admitted.contains(&role),
            };
            if route.method != "POST" || !open_to {
                continue;
            }
            let path = address(&route, cycle, villages[0]);
            let answer = client.post(&path, &[("csrf", "0000"), ("key", "k")]).await;
            // Upload forms do not even read a body that is no upload.
            assert!(
                matches!(answer.status.as_u16(), 400 | 403),
                "{role:?} {} {}",
                route.path,
                answer.status
            );
        }
    }
}
