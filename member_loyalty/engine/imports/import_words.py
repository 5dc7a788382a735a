"""Words in the cells of other systems' files, in the languages of those systems: kinds of receipts, genders, yes and no,
and what stands at the foot of a table."""

import re
import unicodedata

SALE, RETURN, LEAVE_OUT = "sale", "return", "leave_out"

MEANINGS = {
    "status": {
        SALE: """sale sales sold payment paid completed complete closed done posted invoiced fulfilled processing success
            successful finished normal venta ventas vendido pagado pagada completado completada cerrado cerrada verkauf
            bezahlt abgeschlossen vente paye payee termine terminee vendita pagato 销售 已完成 完成 交易成功 已支付 已付款 正常
            消费 銷售 已付款 продажа оплачен sprzedaz""",
        # What is a return; a sale that was returned is left out below.
        RETURN: """refund return returns devolucion reembolso ruckgabe retoure erstattung remboursement retour rimborso reso
            退款 退货 退單 退貨 возврат zwrot""",
        LEAVE_OUT: """void voided cancelled canceled cancel failed declined draft pending unpaid abandoned refunded returned
            anulado anulada cancelado cancelada fallido borrador pendiente devuelto devuelta reembolsado reembolsada storniert
            storno abgebrochen fehlgeschlagen offen entwurf erstattet zuruckgegeben annule annulee echoue brouillon rembourse
            remboursee retourne annullato rimborsato 作废 已作废 已取消 取消 已关闭 交易关闭 未付款 待付款 失败 作廢 已退款 已退货
            отменен anulowano
            authorized expired""",
    },
    "gender": {
        "female": """f female woman women girl lady ms mrs miss w weiblich frau mujer mujeres femenino femenina hembra femme
            feminin feminine femmina donna 女 女士 女性 小姐 女生 ж жен женский kobieta k vrouw v""",
        "male": """male man men boy mr m mannlich herr hombre hombres masculino varon h homme masculin maschio uomo 男 先生
            男士 男性 男生 м муж мужской mezczyzna""",
        "other": """other diverse divers d x nonbinary otro otra autre altro 其他 unknown unspecified 未知 保密 u n/a none""",
    },
    "flag": {
        "yes": """yes y true t 1 x on si s ja j oui o vrai sim verdadero wahr subscribed optin accepted agreed 是 有 已同意
            同意 да tak v ✓ ✔""",
        "no": """no n false f 0 off nein non faux nao falso falsch unsubscribed optout declined denied never
            not_subscribed 否 无 不同意 未同意 нет nie""",
    },
}
TOTAL = re.compile(
    r"(?:grand\s*|sub[\s-]*)?(?:totals?|totale|totaal|totalt|totaux)(?:\s+(?:general|generale|generaux|geral|ventas|sales))?"
    r"|sum|suma|summe|gesamt(?:summe|betrag)?|endsumme|zwischensumme|somme|sous-total|итого|всего|razem"
    r"|[合总總小共][计計](?:金额|金額)?"
)
AFTER_TOTAL = re.compile(r"[\s:：.,;()\d/€$£¥-]*|[\s:]+(?:for|of|de|del|fur|du|per)\s.*|\s*\(.*\)")


def bare(text):
    """Lower case without accents and dress.

    >>> bare("Devolución "), bare("Rückgabe"), bare("Opt-in"), bare("已退款")
    ('devolucion', 'ruckgabe', 'optin', '已退款')
    """
    signs = unicodedata.normalize("NFKD", text.strip().lower())
    return "".join(sign for sign in signs if not unicodedata.combining(sign) and sign not in "-. '")


def guess_meaning(target, value, others=()):
    """What a word means.

    :param target: 'status', 'gender' or 'flag'
    :param others: values that stand in the same column
    :return: one of ``MEANINGS[target]``, None if that is open

    >>> guess_meaning("status", "Refunded"), guess_meaning("status", "partially_refunded"), guess_meaning("gender", "女")
    ('leave_out', None, 'female')
    >>> guess_meaning("gender", "M", ["H", "M"]), guess_meaning("gender", "M", ["F", "M"]), guess_meaning("gender", "M")
    ('female', 'male', None)
    """
    word = bare(value)
    target = "status" if target == "state" else target
    if target == "gender" and word == "m":
        # Mann and man, or mujer: the other letter tells.
        column = {bare(other) for other in others}
        if "h" in column:
            return "female"
        return "male" if column & {"f", "w", "k", "v"} else None
    return next((meaning for meaning, words in MEANINGS[target].items() if word in words.split()), None)


def is_total(text, alone=False):
    """Whether a cell names the foot of a table.

    :param alone: whether nothing may follow, as in a column of names

    >>> is_total("Grand total:"), is_total("合计"), is_total("Total 31/01/2025"), is_total("Total Care Shampoo")
    (True, True, True, False)
    """
    word = "".join(
        sign for sign in unicodedata.normalize("NFKD", text.strip().lower()) if not unicodedata.combining(sign)
    )
    found = TOTAL.match(word)
    return bool(found and (AFTER_TOTAL.fullmatch(word[found.end() :]) if not alone else found.end() == len(word)))
