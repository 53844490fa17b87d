//! 分工页的行 — villages, loads, and what is missing or clashes.

use std::collections::HashMap;

use uuid::Uuid;

use super::super::{
    guard::InCycle,
    pages::{
        assign::{AssignRow, LoadRow, Todo},
        parts::{Link, Message, Pager},
    },
    view::Tone,
};
use super::{Again, Filter, PAGE, Seen, TOLD};
use crate::{
    civil,
    office::{
        conflicts::Whose,
        cycle::shortened,
        people::{
            Links,
            coverage::{self, Gap, Load},
        },
    },
};

pub(super) fn wanted(
    seen: &Seen<'_>,
    filter: &Filter,
    clashes: &HashMap<usize, String>,
    place: usize,
) -> bool {
    let Some(village) = seen.overview.villages.get(place) else {
        return false;
    };
    let is = |id: Option<Uuid>, text: &str| {
        text.is_empty() || id.is_some_and(|id| id.to_string() == text)
    };
    is(village.leader_id, &filter.leader)
        && is(village.guidance_team_id, &filter.guidance)
        && is(village.supervision_team_id, &filter.supervision)
        && (filter.q.is_empty() || village.name.contains(&filter.q))
        && match filter.show.as_str() {
            "gap" => {
                village.leader_id.is_none()
                    || village.guidance_team_id.is_none()
                    || village.supervision_team_id.is_none()
            }
            "clash" => clashes.contains_key(&place),
            _ => true,
        }
}

/// The places on the page asked for, and the way to the others.
pub(super) fn cut<'w>(wanted: &'w [usize], filter: &Filter, base: &str) -> (&'w [usize], Pager) {
    let total = wanted.len();
    let pages = total.div_ceil(PAGE).max(1);
    let page = filter.page.min(pages);
    let first = (page - 1) * PAGE;
    let last = total.min(first + PAGE);
    let shown = wanted.get(first..last).unwrap_or_default();
    if pages == 1 {
        return (shown, Pager::default());
    }
    let href = |page: usize| format!("{base}?{}", filter.query(page));
    let pager = Pager {
        text: format!("第 {}–{last} 个，共 {total} 个", first + 1),
        previous: if page > 1 {
            href(page - 1)
        } else {
            String::new()
        },
        next: if page < pages {
            href(page + 1)
        } else {
            String::new()
        },
    };
    (shown, pager)
}

pub(super) fn row(
    seen: &Seen<'_>,
    place: usize,
    clashes: &HashMap<usize, String>,
    again: Option<&Again<'_>>,
    cycle: Uuid,
) -> Option<AssignRow> {
    let village = seen.overview.villages.get(place)?;
    let standing = seen.overview.standings.get(place)?;
    let links = Links::of(village);
    // A form that came back shows what was chosen, not what is stored.
    let chosen = |what: &str, stored: &str| {
        let name = format!("{what}:{}", village.id);
        again
            .filter(|again| again.fields.iter().any(|(known, _)| known == name))
            .map_or_else(
                || stored.to_owned(),
                |again| again.fields.text(&name).to_owned(),
            )
    };
    let id = village.id.to_string();
    Some(AssignRow {
        name: village.name.clone(),
        href: format!("/c/{cycle}/v/{}", village.id),
        day: civil::short(standing.days.election_day),
        voters: coverage::voters_of(village, &seen.rolls)
            .map(|count| count.to_string())
            .unwrap_or_default(),
        clash: clashes.get(&place).cloned().unwrap_or_default(),
        chosen_leader: chosen("leader", &links.leader),
        chosen_guidance: chosen("guidance", &links.guidance),
        chosen_supervision: chosen("supervision", &links.supervision),
        leader: links.leader,
        guidance: links.guidance,
        supervision: links.supervision,
        picked: again.is_some_and(|again| again.fields.all("pick").any(|one| one == id)),
        id,
    })
}

pub(super) fn load_row(seen: &Seen<'_>, load: &Load, base: &str) -> LoadRow {
    let (what, id) = match load.whose {
        Whose::Leader(id) => ("leader", id),
        Whose::Guidance(id) => ("guidance", id),
        Whose::Supervision(id) => ("supervision", id),
    };
    LoadRow {
        name: seen.name(load.whose).to_owned(),
        href: format!("{base}?{what}={id}"),
        villages: load.villages,
        voters: load.voters,
        villages_text: format!("{} 村", load.villages),
        voters_text: match (load.villages, load.unknown) {
            (0, _) => String::new(),
            (_, 0) => format!("选民 {}", load.voters),
            (_, unknown) => format!("选民 {}（{unknown} 村没有数）", load.voters),
        },
    }
}

fn warning(text: String, link: Link) -> Todo {
    Todo {
        message: Message {
            tone: Tone::Warning,
            text,
            ..Message::default()
        },
        link,
    }
}

/// What nobody looks after, by name while there are few, each with what to do.
pub(super) fn gap_lines(seen: &Seen<'_>, here: &InCycle) -> Vec<Todo> {
    let cycle = here.scope.cycle_id();
    let villages = |what: &str, places: &[usize]| {
        warning(
            format!(
                "请在下面定{what}：{} 个村（社区）还没有{what}：{}。",
                places.len(),
                shortened(&seen.village_names(places), 8)
            ),
            Link::new("只看有空缺的村", format!("/c/{cycle}/assign?show=gap")),
        )
    };
    let team = |place: usize, text: &dyn Fn(&str) -> String, label: &str| {
        seen.teams.get(place).map(|team| {
            let link = if here.may_edit() {
                Link::new(label, format!("/c/{cycle}/teams/{}/edit", team.id))
            } else {
                Link::default()
            };
            warning(text(&team.name), link)
        })
    };
    coverage::gaps(&seen.overview.villages, &seen.everyone, &seen.teams)
        .into_iter()
        // Whoever sees only some villages cannot tell which team has none.
        .filter(|gap| {
            here.scope.is_whole() || !matches!(gap, Gap::Idle(_) | Gap::NoHead(_) | Gap::Nobody(_))
        })
        .filter_map(|gap| match gap {
            Gap::NoLeader(places) => Some(villages("挂钩领导", &places)),
            Gap::NoGuidance(places) => Some(villages("指导组", &places)),
            Gap::NoSupervision(places) => Some(villages("督查组", &places)),
            Gap::NoHead(place) => team(
                place,
                &|name| format!("请给{name}定组长：没有定，文书上暂按名单里的第一人印。"),
                "定组长",
            ),
            Gap::Nobody(place) => team(
                place,
                &|name| format!("请给{name}安排人员：组里没有人，却还负责着村（社区）。"),
                "安排人员",
            ),
            Gap::Idle(place) => team(
                place,
                &|name| format!("请核对{name}：组里有人，还没有分到村（社区）。"),
                "看这个组",
            ),
        })
        .collect()
}

/// Who would have to be in several villages on one day; the first few, and where the rest is.
pub(super) fn clash_lines(seen: &Seen<'_>, all_href: &str) -> (Vec<Todo>, Link) {
    let lines: Vec<Todo> = seen
        .days
        .iter()
        .flat_map(|day| day.clashes.iter().map(move |clash| (day.day, clash)))
        .map(|(day, clash)| {
            let what = match clash.whose {
                Whose::Leader(_) => "请另请一位领导到场",
                Whose::Guidance(_) | Whose::Supervision(_) => "请另派一个组",
            };
            warning(
                format!(
                    "{what}，或者改一个村的选举日：{} {}要到{} {} 个村（社区）。",
                    seen.name(clash.whose),
                    civil::short_weekday(day),
                    shortened(&seen.village_names(&clash.villages), 6),
                    clash.villages.len()
                ),
                Link::default(),
            )
        })
        .collect();
    let rest = lines.len().saturating_sub(TOLD);
    let more = if rest > 0 {
        Link::new(format!("另有 {rest} 处，全部见“冲突”"), all_href)
    } else {
        Link::default()
    };
    (lines.into_iter().take(TOLD).collect(), more)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_is_cut_and_leads_on() {
        let all: Vec<usize> = (0..95).collect();
        let at = |page: usize| Filter {
            page,
            q: "村".into(),
            ..Filter::default()
        };
        let (shown, pager) = cut(&all, &at(3), "/a");
        assert_eq!(shown, (80..95).collect::<Vec<_>>());
        assert_eq!(pager.text, "第 81–95 个，共 95 个");
        assert_eq!(pager.previous, "/a?q=%E6%9D%91&page=2");
        assert_eq!(pager.next, "");
        // A page that is not there any more is the last one.
        assert_eq!(cut(&all, &at(9), "/a").0.len(), 15);
        assert_eq!(cut(&all[..3], &at(1), "/a"), (&all[..3], Pager::default()));
    }
}
