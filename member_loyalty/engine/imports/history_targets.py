"""What the columns of a file of history may hold, and the headers that other systems give them."""

from typing import NamedTuple

from .import_presets import find_preset
from .table_files import plain


class Target(NamedTuple):
    """What a column can be read as.

    :param parse: a key of ``history_cells.PARSERS``, or 'choice' (a word whose meaning is asked)
    :param headers: headers in the files of other systems, as ``table_files.plain`` makes them
    """

    name: str
    parse: str
    required: bool
    headers: tuple


def _target(name, parse, headers, required=False):
    return Target(name, parse, required, tuple(header.strip() for header in headers.split("/")))


_CUSTOMER = """customer id / member id / household id / customer no / customer number / customer ref / customer reference
    / customer code / loyalty id / member no / member number / nº cliente / código cliente / código de cliente / id cliente
    / número de cliente / número de socio / id de cliente / kundennummer / kunden nr / kundennr / kunden id / mitgliedsnummer
    / n client / numéro client / code client / id client / numéro de client / codice cliente / 会员编号 / 会员号 / 客户编号
    / 顾客编号 / 会员id / 客户id / 會員編號 / 会员卡号"""
_PHONE = """phone / mobile / phone number / telephone / cell / tel / mobile number / mobile phone / cell phone / telefono
    / teléfono / móvil / celular / teléfono móvil / telefon / telefonnummer / handy / mobil / mobilnummer / téléphone
    / portable / numéro de téléphone / mobile / telefono / cellulare / 手机 / 手机号 / 手机号码 / 电话 / 联系电话 / 電話"""
_NAME = """name / full name / customer name / member name / customer full name / nombre / nombre completo
    / nombre y apellidos / nombre del cliente / kundenname / vollständiger name / nom complet / nom du client
    / nome e cognome / 姓名 / 会员姓名 / 客户姓名 / 名字 / 会员名称"""
_REASON = """reason / note / notes / comment / comments / remark / remarks / memo / notas / observaciones / nota / bemerkung
    / bemerkungen / notiz / notizen / remarque / remarques / commentaire / 备注 / 备注信息 / 说明"""

TARGETS = {
    "members": (
        _target(
            "reference",
            "code",
            f"reference / id / ref / code / external id / customer / member / {_CUSTOMER}",
            required=True,
        ),
        _target("name", "text", f"{_NAME} / nom"),
        _target(
            "first_name",
            "text",
            """first name / firstname / given name / forename / nombre de pila / primer nombre / vorname / prénom / nome
            / 名""",
        ),
        _target(
            "last_name",
            "text",
            """last name / lastname / surname / family name / apellido / apellidos / nachname / familienname
            / nom de famille / cognome / 姓 / 姓氏""",
        ),
        _target("phone", "code", _PHONE),
        _target(
            "email",
            "text",
            """email / e mail / mail / email address / correo / correo electrónico / e mail adresse / adresse e mail
            / courriel / adresse email / 邮箱 / 电子邮件 / 电子邮箱""",
        ),
        _target(
            "street",
            "text",
            """address / street / address 1 / address line 1 / street address / address1 / street address 1 / dirección
            / calle / domicilio / straße / strasse / adresse / rue / indirizzo / 地址 / 详细地址""",
        ),
        _target("street2", "text", "address 2 / street2 / address line 2 / address2 / street address 2 / adresszusatz"),
        _target("city", "text", "city / town / ciudad / población / localidad / ort / stadt / ville / città / 城市"),
        _target(
            "zip",
            "code",
            """zip / postal code / postcode / zip code / código postal / cp / plz / postleitzahl / code postal / cap
            / 邮编 / 邮政编码""",
        ),
        _target(
            "birthdate_date",
            "day",
            """birth date / birthdate / birthday / date of birth / dob / fecha de nacimiento / nacimiento / cumpleaños
            / geburtsdatum / geburtstag / date de naissance / anniversaire / data di nascita / 生日 / 出生日期""",
        ),
        _target("gender", "choice", "gender / sex / género / sexo / geschlecht / sexe / genre / sesso / 性别 / 性別"),
        _target(
            "tags", "text", "tags / labels / groups / customer groups / etiquetas / grupo / gruppe / étiquettes / 标签"
        ),
        _target("comment", "text", _REASON),
        _target(
            "member_number",
            "code",
            "membership number / membership no / número de miembro / nº de miembro / nummer der mitgliedschaft",
        ),
        _target(
            "card_number",
            "code",
            """card / card number / card no / member card / card id / loyalty card / loyalty card number / tarjeta
            / número de tarjeta / nº tarjeta / karte / kartennummer / karten nr / carte / numéro de carte / carta
            / 卡号 / 会员卡""",
        ),
        _target(
            "tier",
            "text",
            "tier / level / membership level / loyalty tier / nivel / stufe / niveau / livello / 等级 / 会员等级 / 会员级别",
        ),
        _target(
            "member_since",
            "day",
            """member since / since / join date / joined / enrolled / enrolment date / enrollment date / created
            / created at / sign up / registered / registration date / miembro desde / fecha de alta / alta / mitglied seit
            / registriert am / membre depuis / date d inscription / 注册时间 / 注册日期 / 入会日期 / 加入时间 / 开卡日期""",
        ),
        _target(
            "consent_email",
            "flag",
            """accepts email marketing / email marketing / email consent / newsletter / email subscription status
            / accepts marketing / boletín / consentimiento email""",
        ),
        _target("consent_sms", "flag", "accepts sms marketing / sms marketing / sms consent / consentimiento sms"),
        _target(
            "consent",
            "flag",
            """consent / marketing consent / opt in / marketing / consentimiento / acepta publicidad / einwilligung
            / werbung / consentement / 同意营销 / 营销同意""",
        ),
        _target(
            "consent_date",
            "day",
            """consent date / opt in date / consented at / fecha de consentimiento / datum der einwilligung
            / date de consentement / 同意日期""",
        ),
        _target(
            "consent_proof",
            "text",
            "consent proof / consent source / proof / opt in source / prueba / nachweis / preuve",
        ),
    ),
    "products": (
        _target(
            "reference",
            "code",
            """reference / product id / internal reference / sku / code / id / ref / default code / item / article / product
            / product code / item id / token / handle / referencia / código / código de artículo / artikelnummer / artikel nr
            / référence / code article / codice / 商品编码 / 商品编号 / 货号 / 编码""",
            required=True,
        ),
        _target(
            "name",
            "text",
            """name / product name / description / title / item name / nombre / descripción / artículo / producto
            / bezeichnung / artikel / artikelname / nom / désignation / produit / libellé / nome / 名称 / 商品名称 / 品名""",
            required=True,
        ),
        _target(
            "barcode",
            "code",
            "barcode / ean / ean13 / upc / gtin / código de barras / strichcode / code barres / 条码 / 条形码",
        ),
        _target(
            "category",
            "text",
            """category / product category / category path / group / department / categories / type / categoría / familia
            / kategorie / warengruppe / catégorie / famille / 分类 / 商品分类 / 类别""",
        ),
        _target(
            "list_price",
            "number",
            """price / sales price / list price / unit price / retail price / regular price / variant price / precio / pvp
            / preis / verkaufspreis / prix / prix de vente / prezzo / 售价 / 价格 / 单价 / 零售价""",
        ),
    ),
    "purchases": (
        _target(
            "reference",
            "code",
            """basket / basket id / receipt / receipt number / receipt no / order / order id / order number / order reference
            / order ref / transaction / transaction id / reference / ticket / ticket no / invoice / invoice number / order no
            / nº ticket / número de ticket / factura / nº factura / pedido / número de pedido / recibo / número de recibo
            / bon / bon nr / bonnummer / beleg / belegnummer / beleg nr / rechnungsnummer / bestellnummer / numéro de ticket
            / n ticket / facture / n commande / commande / scontrino / 单号 / 订单号 / 订单编号 / 小票号 / 流水号 / 交易号 / 單號""",
        ),
        _target(
            "moment",
            "moment",
            """date / datetime / date time / timestamp / transaction timestamp / order date / purchase date / sold at
            / transaction date / date and time / created at / fecha / fecha y hora / fecha de venta / datum / kaufdatum
            / verkaufsdatum / date de vente / date d achat / date et heure / data / 日期 / 时间 / 交易时间 / 下单时间 / 销售日期
            / 消费时间 / 交易日期""",
            required=True,
        ),
        _target("clock", "clock", "time / time of day / hora / uhrzeit / zeit / heure / ora / 时刻"),
        _target(
            "customer",
            "code",
            f"""customer / member / customer email / email / customer phone / cliente / socio / kunde / client / mitglied
            / 会员 / 客户 / 顾客 / 会员手机号 / 手机号 / {_CUSTOMER}""",
        ),
        _target(
            "status",
            "choice",
            """status / type / receipt type / transaction type / event type / order status / financial status / payment status
            / state / document type / estado / tipo / tipo de documento / estado del pedido / belegart / vorgang / statut
            / type de transaction / stato / 状态 / 订单状态 / 类型 / 交易类型 / 单据类型""",
        ),
        # Some systems tell returns by a type, and canceled receipts by a status beside it.
        _target("state", "choice", "receipt status / status of receipt"),
        _target(
            "product",
            "code",
            """product / product id / sku / item / item id / article / product code / product reference / barcode
            / internal reference / producto / código de producto / artículo / código / artikel / artikelnummer / artikel nr
            / produit / code article / référence / 商品 / 商品编码 / 商品编号 / 货号 / 商品条码""",
        ),
        _target(
            "quantity",
            "number",
            "quantity / qty / units / pieces / count / cantidad / uds / unidades / menge / anzahl / stück / quantité / qté / quantità / 数量",
        ),
        _target(
            "unit_price",
            "number",
            """unit price / price / item price / price each / price per unit / lineitem price / precio / precio unitario
            / einzelpreis / preis / prix unitaire / prix / prezzo / 单价 / 售价""",
        ),
        _target(
            "net",
            "number",
            """net / net amount / amount net / amount untaxed / untaxed / subtotal / amount without tax / sales value
            / net sales / net total / neto / importe neto / base imponible / base / netto / nettobetrag / montant ht / total ht
            / ht / imponibile / 未税金额 / 不含税金额""",
        ),
        _target(
            "gross",
            "number",
            """gross / gross amount / amount gross / amount / total / amount with tax / amount paid / line total / total amount
            / paid / importe / importe total / total con iva / brutto / bruttobetrag / betrag / gesamtbetrag / summe / umsatz
            / montant / montant ttc / total ttc / ttc / importo / totale / 金额 / 实付金额 / 消费金额 / 总金额 / 应付金额 / 实收金额""",
        ),
        _target(
            "tax",
            "number",
            "tax / taxes / vat / tax amount / iva / impuestos / mwst / ust / steuer / tva / taxe / 税额",
        ),
        _target(
            "total",
            "number",
            "order total / receipt total / total of receipt / total ticket / total pedido / belegsumme / total commande / 订单总额 / 整单金额",
        ),
        _target(
            "store",
            "text",
            """store / store id / shop / till / pos / branch / point of sale / location / tienda / caja / sucursal / filiale
            / kasse / laden / magasin / boutique / caisse / negozio / 门店 / 店铺 / 收银台 / 分店""",
        ),
        _target(
            "refund_of",
            "code",
            "refund of / return of / refunded order / original receipt / original order / devolución de / retour von / remboursement de / 原单号",
        ),
    ),
    "balances": (
        _target(
            "member",
            "code",
            f"""member / number / external id / reference / ref / id / customer / card / card number / card no / email
            / tarjeta / número de tarjeta / kartennummer / karte / carte / numéro de carte / 卡号 / 会员 / {_CUSTOMER} / {_PHONE}""",
            required=True,
        ),
        _target(
            "program", "text", "programme / program / wallet / account / scheme / programa / programm / 计划 / 账户"
        ),
        _target("bucket", "text", "bucket / kind / type / balance type / tipo / tipo de saldo / art / 类型 / 余额类型"),
        _target(
            "amount",
            "number",
            """amount / balance / points / value / opening / opening balance / credit / points balance / loyalty points
            / saldo / puntos / saldo de puntos / punkte / punktestand / guthaben / solde / solde de points / punti / 积分
            / 余额 / 积分余额 / 可用积分""",
        ),
        _target(
            "paid",
            "number",
            """paid balance / paid / principal / cash balance / stored value / store credit / saldo pagado / saldo monedero
            / bezahltes guthaben / solde payé / 本金 / 本金余额 / 储值余额 / 充值余额 / 储值本金""",
        ),
        _target(
            "bonus",
            "number",
            """bonus / bonus balance / promotional balance / gift balance / promo balance / saldo promocional / saldo de regalo
            / bonusguthaben / solde bonus / 赠送 / 赠送余额 / 赠金 / 赠送金额 / 赠金余额""",
        ),
        _target(
            "expiry",
            "any_day",
            """expiry / expiry date / expires / expires on / expiration / expiration date / valid until / until / caducidad
            / caduca / fecha de caducidad / ablaufdatum / gültig bis / verfall / expire le / date d expiration / scadenza
            / 到期 / 到期日 / 有效期 / 过期日期 / 有效期至""",
        ),
        _target("reason", "text", f"description / {_REASON}"),
    ),
}

#: figures of a purchase's row that give its amount
AMOUNTS = ("net", "gross", "unit_price")


def known_headers(kind):
    return {header for target in TARGETS[kind] for header in target.headers}


def guess_targets(headers, kind, offered=None):
    """Which column is what, by its header: as the system that wrote the file has it, else by the usual names.

    :param offered: names of targets to choose among, all of the kind by default
    :return: list with a target name or None for each header

    >>> guess_targets(["Household_ID", "basket_id", "When", "Sales Value", "QTY"], "purchases")
    ['customer', 'reference', None, 'net', 'quantity']
    >>> guess_targets(["Fecha", "Nº Ticket", "Importe"], "purchases"), guess_targets(["会员号", "姓名"], "members")
    (['moment', 'reference', 'gross'], ['reference', 'name'])
    """
    free = [target for target in TARGETS[kind] if offered is None or target.name in offered]
    preset = find_preset(headers, kind)
    if preset:
        names, found = {target.name for target in free}, []
        for header in headers:
            target = preset.columns.get(plain(header))
            found.append(target if target in names and target not in found else None)
        return found
    found = [None] * len(headers)
    # The name that a target is best known by goes first: "Customer ID" before "Email" where both stand there.
    for target in free:
        ranks = {header: rank for rank, header in reversed(list(enumerate(target.headers)))}
        places = [place for place, header in enumerate(headers) if not found[place] and plain(header) in ranks]
        if places:
            found[min(places, key=lambda place: ranks[plain(headers[place])])] = target.name
    return found
