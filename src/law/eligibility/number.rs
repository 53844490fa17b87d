//! 公民身份号码核对 — what an examined number says, in the words of a check.

use chrono::NaiveDate;

use super::super::finding::{Basis, Status};
use super::super::pack::Rules;
use super::ruling::{Mark, Ruling, Verdict};
use super::voter::check_age;
use crate::civil;
use crate::identity::{Examination, IdFault, Sex};

fn standard(title: &str) -> Basis {
    Basis {
        statute: title.to_owned(),
        article: String::new(),
        gist: String::new(),
        status: Status::Verified,
    }
}

/// 公民身份号码
fn number_standard() -> Basis {
    standard("GB 11643-1999")
}

/// Everything a number says: shape, check digit, birth, sex, province, and on an election day the
/// age. The number itself is in none of it.
pub fn check_number(
    rules: &Rules,
    examination: &Examination,
    election_day: Option<NaiveDate>,
) -> Vec<Ruling> {
    let mut found: Vec<Ruling> = examination
        .faults
        .iter()
        .filter(|fault| !matches!(fault, IdFault::CheckDigit))
        .map(|fault| shape(*fault))
        .collect();
    found.extend(check_digit(examination));
    let wrong_birth = examination
        .faults
        .iter()
        .any(|fault| matches!(fault, IdFault::BirthDate | IdFault::FutureBirth));
    if let Some(birth) = examination.birth.filter(|_| !wrong_birth) {
        found.push(born(birth));
    }
    if let Some(sex) = examination.sex {
        let parity = match sex {
            Sex::Male => "单数",
            Sex::Female => "双数",
        };
        let mut ruling = Ruling::new(Mark::V206, Verdict::Holds, format!("性别{}。", sex.title()))
            .because(format!("第 17 位是{parity}。"));
        ruling.basis.push(number_standard());
        found.push(ruling);
        found.push(region(examination.province));
    }
    // Of a cell that holds nothing but blanks it is enough to say that it is empty.
    if examination.folded && !examination.faults.contains(&IdFault::Blank) {
        found.push(
            Ruling::new(Mark::V207, Verdict::Look, "请把原表改正。")
                .because("号码里有全角字、空格或者引号，已按半角、无空格核对。"),
        );
    }
    if examination.lower_x {
        found.push(
            Ruling::new(Mark::V207, Verdict::Look, "请把末位写成大写 X。")
                .because("末位写的是小写 x，已按大写核对。"),
        );
    }
    if let Some(day) = election_day
        && !wrong_birth
        && examination.birth.is_some()
    {
        found.push(check_age(rules, examination.birth, day));
    }
    found
}

/// V205, V206 of a fault other than the check digit.
fn shape(fault: IdFault) -> Ruling {
    if fault == IdFault::Blank {
        return Ruling::new(Mark::V205, Verdict::Fails, "请填写公民身份号码。");
    }
    let mut ruling = Ruling::new(Mark::V206, Verdict::Fails, "请对照原件改正。")
        .because(format!("号码{fault}。"));
    ruling.basis.push(number_standard());
    ruling
}

/// V201 with its arithmetic.
fn check_digit(examination: &Examination) -> Option<Ruling> {
    let check = examination.check?;
    let arithmetic = format!(
        "前 17 位加权和 {}，除以 11 余 {}，校验位应为 {}",
        check.sum, check.remainder, check.due
    );
    let mut ruling = if check.due == check.given {
        Ruling::new(Mark::V201, Verdict::Holds, "校验位正确。").because(format!("{arithmetic}。"))
    } else {
        Ruling::new(Mark::V201, Verdict::Fails, "请对照原件改正。").because(format!(
            "校验位不对，至少有一位抄错：{arithmetic}，填的是 {}。",
            check.given
        ))
    };
    ruling.basis.push(number_standard());
    Some(ruling)
}

fn born(birth: NaiveDate) -> Ruling {
    let mut ruling = Ruling::new(
        Mark::V206,
        Verdict::Holds,
        format!("出生日期 {}。", civil::long(birth)),
    );
    ruling.basis.push(number_standard());
    ruling
}

fn region(province: Option<&str>) -> Ruling {
    let mut ruling = match province {
        Some(province) => Ruling::new(
            Mark::V215,
            Verdict::Holds,
            format!("前两位是{province}的代码。"),
        ),
        None => Ruling::new(Mark::V215, Verdict::Look, "请对照原件。")
            .because("前两位不是现行的省级代码。"),
    };
    ruling.basis.push(standard("GB/T 2260"));
    ruling
}
