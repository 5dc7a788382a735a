"""Exports of other systems that are recognized by their headers: which column is what in them."""

from typing import NamedTuple

from .table_files import plain


class Preset(NamedTuple):
    """
    :param system: name to show
    :param needs: headers by which the export is recognized, without dress
    :param columns: dict of header to target
    :param above: whether lines without a number belong to the receipt above
    """

    system: str
    kind: str
    needs: frozenset
    columns: dict
    above: bool = False


def _preset(system, kind, needs, columns, above=False):
    pairs = (line.split("=") for line in columns.strip().splitlines())
    known = {plain(header): target.strip() for header, target in pairs}
    return Preset(system, kind, frozenset(plain(header) for header in needs.split(",")), known, above)


PRESETS = (
    _preset(
        "Square",
        "purchases",
        "Transaction ID,Event Type,Gross Sales,Net Sales,Qty",
        """Transaction ID = reference
        Date = moment
        Time = clock
        Customer ID = customer
        SKU = product
        Qty = quantity
        Net Sales = net
        Tax = tax
        Event Type = status
        Location = store""",
    ),
    _preset(
        "Square",
        "members",
        "Square Customer ID,First Name,Last Name",
        """Square Customer ID = reference
        First Name = first_name
        Last Name = last_name
        Email Address = email
        Phone Number = phone
        Street Address 1 = street
        Street Address 2 = street2
        City = city
        Postal Code = zip
        Birthday = birthdate_date
        Memo = comment
        First Visit = member_since
        Email Subscription Status = consent_email""",
    ),
    _preset(
        "Square",
        "products",
        "Token,Item Name,SKU,Price",
        """SKU = reference
        Item Name = name
        GTIN = barcode
        Category = category
        Categories = category
        Price = list_price""",
    ),
    _preset(
        "Shopify",
        "purchases",
        "Name,Financial Status,Lineitem quantity,Lineitem price",
        """Name = reference
        Created at = moment
        Email = customer
        Financial Status = status
        Lineitem sku = product
        Lineitem quantity = quantity
        Lineitem price = unit_price
        Subtotal = total
        Location = store""",
    ),
    _preset(
        "Shopify",
        "members",
        "First Name,Last Name,Email,Accepts Email Marketing",
        """Customer ID = reference
        First Name = first_name
        Last Name = last_name
        Email = email
        Phone = phone
        Default Address Address1 = street
        Default Address Address2 = street2
        Default Address City = city
        Default Address Zip = zip
        Address1 = street
        Address2 = street2
        City = city
        Zip = zip
        Accepts Email Marketing = consent_email
        Accepts SMS Marketing = consent_sms
        Note = comment
        Tags = tags""",
    ),
    _preset(
        "Shopify",
        "products",
        "Handle,Title,Variant SKU,Variant Price",
        """Variant SKU = reference
        Title = name
        Variant Barcode = barcode
        Type = category
        Variant Price = list_price""",
    ),
    _preset(
        "Loyverse",
        "purchases",
        "Receipt number,Receipt type,Gross sales,Net sales",
        """Receipt number = reference
        Date = moment
        Receipt type = status
        Status = state
        SKU = product
        Quantity = quantity
        Net sales = net
        Taxes = tax
        Store = store
        Customer contacts = customer""",
    ),
    _preset(
        "Loyverse",
        "members",
        "Customer name,Customer code,Total visits",
        """Customer ID = reference
        Customer code = card_number
        Customer name = name
        Email = email
        Phone = phone
        Address = street
        City = city
        Postal code = zip
        Note = comment
        First visit = member_since""",
    ),
    _preset(
        "Loyverse",
        "balances",
        "Customer name,Customer code,Points balance",
        """Customer ID = member
        Points balance = amount
        Note = reason""",
    ),
    _preset(
        "WooCommerce",
        "purchases",
        "Order #,Status,Customer type,Items sold",
        """Order # = reference
        Date = moment
        Status = status
        Customer = customer
        Items sold = quantity
        Net Sales = net""",
    ),
    _preset(
        "WooCommerce",
        "purchases",
        "order_id,order_number,order_date,order_total,status",
        """order_number = reference
        order_date = moment
        status = status
        customer_email = customer
        order_total = gross
        tax_total = tax""",
    ),
    _preset(
        "WooCommerce",
        "members",
        "Username,Sign Up,Total Spend,AOV",
        """Email = reference
        Name = name
        Sign Up = member_since
        City = city
        Postal Code = zip""",
    ),
    _preset(
        "Odoo",
        "purchases",
        "Order Ref,Order Lines/Quantity",
        """Order Ref = reference
        Date = moment
        Status = status
        Customer/Reference = customer
        Customer/Email = customer
        Point of Sale = store
        Order Lines/Product/Internal Reference = product
        Order Lines/Quantity = quantity
        Order Lines/Subtotal w/o Tax = net
        Order Lines/Tax Excl. = net
        Order Lines/Subtotal = gross
        Order Lines/Tax Incl. = gross""",
        above=True,
    ),
    _preset(
        "Odoo",
        "members",
        "External ID,Display Name",
        """External ID = reference
        Display Name = name
        Phone = phone
        Email = email
        Street = street
        Street2 = street2
        City = city
        Zip = zip
        Tags = tags
        Notes = comment
        Created on = member_since""",
    ),
)


def find_preset(headers, kind):
    """
    >>> find_preset(["Name", "Email", "Financial Status", "Lineitem quantity", "Lineitem price"], "purchases").system
    'Shopify'
    >>> find_preset(["Name", "Email"], "members")
    """
    there = {plain(header) for header in headers}
    return next((preset for preset in PRESETS if preset.kind == kind and preset.needs <= there), None)
