{
    "name": "Member Follow-up",
    "version": "19.0.1.0.0",
    "category": "Sales/Point Of Sale",
    "summary": "Contact plans, festivals and the staff's working day: the right contact with the right member",
    "author": "Member Suite contributors",
    "license": "LGPL-3",
    "depends": ["member_analytics", "sms"],
    "external_dependencies": {"python": ["hijridate", "lunar-python"]},
    "data": [
        "security/ir.model.access.csv",
        "security/member_followup_rules.xml",
        "views/contact/member_followup_views.xml",
        "views/member_followup_menus.xml",
    ],
}
