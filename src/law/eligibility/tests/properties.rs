//! What holds for any numbers.

use proptest::prelude::*;

use super::super::{
    Attendance, Ledger, RepresentativesMeeting, RollChanges, Station, Verdict, check_ledger,
    check_representatives_meeting, check_roll, worst,
};
use super::{variant, village};

fn station(name: String) -> impl Strategy<Value = Station> {
    (
        0_u32..3000,
        0_u32..300,
        0_u32..300,
        0_u32..500,
        0_u32..500,
        0_u32..50,
    )
        .prop_map(move |(own, proxy, roaming, left, invalid, spoiled)| {
            let issued = own + proxy + roaming;
            let returned = issued - issued / 50;
            let invalid = invalid.min(returned);
            Station {
                name: name.clone(),
                received: issued + left + spoiled,
                issued,
                left,
                spoiled,
                own,
                proxy,
                roaming,
                returned,
                valid: returned - invalid,
                invalid,
            }
        })
}

fn ledger() -> impl Strategy<Value = Ledger> {
    (1_usize..5)
        .prop_flat_map(|count| {
            let stations: Vec<_> = (0..count).map(|at| station(format!("第{at}站"))).collect();
            (stations, 0_u32..200, 0_u32..50)
        })
        .prop_map(|(stations, kept, spoiled)| Ledger {
            printed: stations.iter().map(|one| one.received).sum::<u32>() + kept + spoiled,
            kept,
            spoiled,
            registered: None,
            stations,
        })
}

proptest! {
    #[test]
    fn a_ledger_made_to_balance_balances(ledger in ledger()) {
        let found = check_ledger(village("zhejiang-2020"), &ledger).unwrap();
        prop_assert_eq!(worst(&found), Verdict::Holds);
    }

    /// No single slip goes unseen.
    #[test]
    fn any_one_slip_is_seen(ledger in ledger(), which in 0_usize..12, by in 1_u32..9) {
        let mut slipped = ledger;
        let one = &mut slipped.stations[0];
        let number = match which {
            0 => &mut one.received,
            1 => &mut one.issued,
            2 => &mut one.left,
            3 => &mut one.spoiled,
            4 => &mut one.own,
            5 => &mut one.proxy,
            6 => &mut one.roaming,
            7 => &mut one.returned,
            8 => &mut one.valid,
            9 => &mut one.invalid,
            10 => &mut slipped.printed,
            _ => &mut slipped.kept,
        };
        *number += by;
        let found = check_ledger(village("zhejiang-2020"), &slipped).unwrap();
        prop_assert_eq!(worst(&found), Verdict::Fails);
    }

    #[test]
    fn no_ledger_overflows(numbers in proptest::array::uniform10(any::<u32>()), printed: u32, kept: u32) {
        let [received, issued, left, spoiled, own, proxy, roaming, returned, valid, invalid] = numbers;
        let one = Station { name: "一".to_owned(), received, issued, left, spoiled, own, proxy, roaming, returned, valid, invalid };
        let two = Station { name: "二".to_owned(), ..one.clone() };
        let ledger = Ledger { printed, kept, spoiled, registered: Some(kept), stations: vec![one, two] };
        let _ = check_ledger(village("zhejiang-2020"), &ledger);
    }

    /// The least number that is named is enough, and one less is not.
    #[test]
    fn the_least_number_is_the_least(representatives in 1_u32..2000, committee in 3_u32..8) {
        let rules = village("national-2025");
        let due = representatives + committee;
        let least = (1..=due).find(|n| 3 * n >= 2 * due).unwrap();
        for (present, holds) in [(least, true), (least - 1, false)] {
            let meeting = RepresentativesMeeting {
                representatives,
                committee,
                women: None,
                attendance: Attendance { present: Some(present), in_favour: None },
            };
            let found = check_representatives_meeting(rules, &meeting).unwrap();
            let refused = found.iter().any(|ruling| ruling.code.as_str() == "K701");
            prop_assert_eq!(!refused, holds);
        }
    }

    #[test]
    fn rolls_never_overflow(posted: u32, added: u32, died: u32, dropped: u32, stated: Option<u32>, announced: bool) {
        let changes = RollChanges { posted, added, died, dropped, stated, announced };
        if let Ok(total) = check_roll(village("national-2025"), &changes) {
            let quorum = u64::from(total.quorum.unwrap());
            prop_assert!(2 * quorum > u64::from(total.registered));
            prop_assert!(2 * (quorum - 1) <= u64::from(total.registered));
        }
    }
}

#[test]
fn a_pack_without_numbers_decides_nothing() {
    let rules = variant("national-2018", &[]);
    let meeting = super::super::PartyMeeting {
        due: 50,
        present: 45,
        votes: Some(30),
    };
    let found = super::super::check_party_meeting(&rules, &meeting).unwrap();
    assert!(found.iter().all(|ruling| ruling.verdict == Verdict::Look));
}
