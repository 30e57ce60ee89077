"""What proves that a project may move on, in words: checks, reviews, evidence, agreements and promises; and
the figures that were corrected."""

from django.utils.translation import gettext as _

from leads.models import AdmissionReview, DueDiligence, PolicyCommitment, StageEvidence


def diligence_recorded(event):
    conclusion = DueDiligence.Conclusion(event.data["conclusion"]).label
    return _("登记背景核查（%(on)s）：%(conclusion)s") % {"on": event.data["on"], "conclusion": conclusion}


def leader_noted(event):
    return _("对背景核查的疑点写了意见：%(text)s") % event.data


def review_recorded(event):
    conclusion = AdmissionReview.Conclusion(event.data["conclusion"]).label
    words = {"on": event.data["on"], "conclusion": conclusion, "total": event.data["total"]}
    return _("登记准入评审（%(on)s）：%(conclusion)s，%(total)s 分") % words


def evidence_recorded(event):
    return _("登记佐证：%(evidence)s") % {"evidence": evidence_words(event)}


def evidence_withdrawn(event):
    words = {"evidence": evidence_words(event), "reason": event.data["reason"]}
    return _("撤回佐证：%(evidence)s。理由：%(reason)s") % words


def evidence_words(event):
    said = (StageEvidence.Kind(event.data["kind"]).label, event.data["reference"], event.data["on"])
    return " ".join(str(word) for word in said if word)


def indicator_edited(event):
    return _("改了评审指标：%(changes)s") % {
        "changes": "；".join(f"{old or '—'} → {new}" for old, new in event.data["changed"].values())
    }


def indicator_added(event):
    return _("增加评审指标，权重 %(weight)s") % event.data


def agreement_drafted(event):
    return _("登记了协议：%(name)s") % event.data


def agreement_edited(event):
    return _("改了协议：%(name)s") % event.data


def agreement_reviewed(event):
    return _("登记法务审核：%(name)s，%(reviewer)s，%(on)s") % event.data


def agreement_signed(event):
    if event.data["amount_wan"] is None:
        return _("登记签约：%(name)s，%(on)s") % event.data
    return _("登记签约：%(name)s，%(amount_wan)s 万元，%(on)s") % event.data


def commitment_made(event):
    return _("登记政策承诺：%(name)s") % event.data


def commitment_edited(event):
    return _("改了政策承诺：%(name)s") % event.data


def commitment_delivered(event):
    said = event.data | {"delivery": PolicyCommitment.Delivery(event.data["delivery"]).label}
    text = _("政策兑现：%(name)s，%(amount_wan)s 万元，%(on)s，%(delivery)s") % said
    return f"{text}，{event.data['text']}" if event.data.get("text") else text


def correction_booked(event):
    return _("登记指标更正 %(metric)s：%(amount)s，%(reason)s") % event.data


def correction_checked(event):
    return _("复核指标更正")


SENTENCES = {
    "record_diligence": ("shield-check", diligence_recorded),
    "note_diligence": ("message-circle", leader_noted),
    "record_review": ("scale", review_recorded),
    "record_evidence": ("circle-check", evidence_recorded),
    "withdraw_evidence": ("arrow-back-up", evidence_withdrawn),
    "edit_review_indicator": ("pencil", indicator_edited),
    "add_review_indicator": ("plus", indicator_added),
    "seed_review_indicator": ("plus", indicator_added),
    "draft_agreement": ("clipboard-text", agreement_drafted),
    "edit_agreement": ("pencil", agreement_edited),
    "review_agreement": ("scale", agreement_reviewed),
    "sign_agreement": ("circle-check", agreement_signed),
    "make_commitment": ("plus", commitment_made),
    "edit_commitment": ("pencil", commitment_edited),
    "deliver_commitment": ("checks", commitment_delivered),
    "book_correction": ("pencil", correction_booked),
    "check_correction": ("check", correction_checked),
}
