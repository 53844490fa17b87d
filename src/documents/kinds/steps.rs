//! 各步骤的工作内容 — one sentence for each canonical step, for the chapter 方法步骤 of the plan.
//!
//! No numbers and no articles: days and legal bases come from the computed schedule. A step a province adds
//! has no sentence here and is named by its own name.

use super::common::UnitKind;

/// What is done in the township's own step.
pub(super) fn township_task(step: &str) -> Option<&'static str> {
    Some(match step {
        "leading-group-formed" => "成立换届选举工作领导小组及其办公室，明确组成人员和职责分工",
        "plan-issued" => "印发换届选举工作实施方案，明确日程安排、工作流程和包干责任人",
        "mobilization-held" => "召开换届选举工作动员会，统一思想，部署任务",
        "links-assigned" => {
            "落实领导挂钩联系制度，挂钩领导带领指导组进村入社区，传达上级文件和会议精神"
        }
        "training-held" => "举办换届选举业务培训班，培训指导组成员、村（社区）干部和选举工作人员",
        "teams-dispatched" => "派出指导组和督查组，指导组自始至终跟进所联系的村（社区）",
        "village-plans-guided" => "指导各村（社区）结合实际制定本村（社区）的选举工作方案",
        "inspections-carried-out" => {
            "采取定期检查和不打招呼的随机抽查相结合的方式开展督查，发现问题限期整改"
        }
        "summary-reported" => "做好统计汇总、工作总结和档案整理，按规定上报",
        _ => return None,
    })
}

/// What is done in a step of a village or a community.
pub(super) fn unit_task(kind: UnitKind, step: &str) -> Option<&'static str> {
    match kind {
        UnitKind::Village => village_task(step),
        UnitKind::Community => community_task(step).or_else(|| shared_task(step)),
    }
}

fn village_task(step: &str) -> Option<&'static str> {
    Some(match step {
        "committee-selected" => {
            "召开村民会议、村民代表会议或者各村民小组会议，推选产生村民选举委员会"
        }
        "committee-announced" => "公布村民选举委员会成员名单，并报换届选举工作领导小组办公室备案",
        "method-adopted" => {
            "村民选举委员会拟订选举工作方案和选举办法草案，提请村民会议或者村民代表会议讨论通过"
        }
        "registration-opened" => {
            "公告登记的时间、地点和办法，逐户上门并联系外出村民，开展参加选举的村民登记"
        }
        "roll-published" => "按村民小组张榜公布登记参加选举的村民名单，写明申诉的期限和受理地点",
        "representatives-selected" => "推选村民代表、村民小组组长",
        "nomination-opened" => {
            "公告职位、职数和候选人条件，由村党组织或者登记参加选举的村民提名推荐候选人"
        }
        "candidates-met" => "组织候选人与村民见面，由候选人介绍履行职责的设想，回答村民提出的问题",
        "polling-announced" => "公告投票的时间、地点和方式，公布选举工作人员名单",
        "supervisors-elected" => "推选产生新一届村务监督委员会",
        _ => return shared_task(step),
    })
}

fn community_task(step: &str) -> Option<&'static str> {
    Some(match step {
        "committee-selected" => "召开居民会议或者居民代表会议，推选产生居民选举委员会",
        "committee-announced" => "公布居民选举委员会成员名单，并报换届选举工作领导小组办公室备案",
        "method-adopted" => {
            "居民选举委员会拟订选举工作方案和选举办法草案，提请居民会议或者居民代表会议讨论通过"
        }
        "registration-opened" => "公告登记的时间、地点和办法，开展参加选举的居民登记",
        "roll-published" => "张榜公布登记参加选举的居民名单，写明申诉的期限和受理地点",
        "representatives-selected" => "推选居民代表、居民小组组长",
        "nomination-opened" => {
            "公告职位、职数和候选人条件，由社区党组织提名推荐或者登记参加选举的居民联名提名推荐候选人"
        }
        "candidates-met" => "组织候选人与居民见面，由候选人介绍履行职责的设想，回答居民提出的问题",
        "polling-announced" => "公告投票的时间、地点和方式，公布选举工作人员名单",
        "supervisors-elected" => "推选产生新一届居务监督委员会",
        _ => return None,
    })
}

fn shared_task(step: &str) -> Option<&'static str> {
    Some(match step {
        "election-day-announced" => "确定选举日并张榜公告",
        "registration-closed" => "汇总、核对登记情况，造册登记",
        "objections-closed" => "受理对名单的申诉",
        "objections-decided" => "依法对申诉作出处理决定，并公布处理结果",
        "roll-final" => "核定登记参加选举的人数，需要更正的发布补充公告",
        "nomination-closed" => "汇总提名情况",
        "nominees-announced" => "公布初步候选人名单",
        "qualification-reviewed" => "对初步候选人进行资格审查",
        "candidates-announced" => "按职位张榜公布正式候选人名单",
        "proxies-filed" => "办理委托投票手续",
        "proxies-announced" => "公布委托人和受委托人名单",
        "ballots-ready" => "印制、保管选票，布置会场，设好秘密写票处，培训选举工作人员",
        "polling" => "组织投票选举，公开计票，当场公布选举结果",
        "results-announced" => "发布选举结果公告",
        "results-reported" => "填报选举结果报告单，报送备案",
        "handover-completed" => "完成新老班子工作移交，移交由选举委员会主持并接受监督",
        "archive-completed" => "整理选举文件、会议记录和选票，建立选举工作档案",
        _ => return None,
    })
}
