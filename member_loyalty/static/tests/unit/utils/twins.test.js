import { describe, expect, test } from "@odoo/hoot";
import { mockDate } from "@odoo/hoot-mock";
import { roundDecimals } from "@web/core/utils/numbers";
import { cardNumberAtEnd, schemeOf } from "@member_loyalty/app/utils/card_number";
import { canonicalCode } from "@member_loyalty/app/utils/coupon_code";
import { earnedPoints } from "@member_loyalty/app/utils/earning";
import { firstMet } from "@member_loyalty/app/utils/enrolment";
import { isOpenForSpending, storeDay } from "@member_loyalty/app/utils/program";
import { due, spendable } from "@member_loyalty/app/utils/spending";
import { figuresWith, isMet } from "@member_loyalty/app/utils/tier";
import { testCases } from "@member_loyalty/../tests/unit/cases";

const { DateTime } = luxon;
const PROGRAM = 9;
const LINE = {
    discount: 0,
    nature: "goods",
    earns: true,
    isReward: false,
    isPayment: false,
    isAutomaticDiscount: false,
    isRefund: false,
};
const RULE = { minimumQuantity: 0, minimumAmount: 0, minimumWithTax: true };
const POLICY = { withTaxes: true, afterDiscounts: true, unit: 0.01, method: "half_up" };

describe.current.tags("headless");

testCases("earning", ({ name, rules, lines, multiplier = 1, policy = {}, points }) => {
    const earned = earnedPoints(
        PROGRAM,
        rules.map((rule) => ({ ...RULE, ...rule, products: rule.products ? new Set(rule.products) : null })),
        lines.map((line) => ({ ...LINE, ...line })),
        multiplier,
        { ...POLICY, ...policy }
    );
    expect(earned).toBe(points, { message: name });
});

testCases("spending", ({ name, limits, points }) => {
    expect(spendable(limits)).toBe(points, { message: name });
});

testCases("periods", ({ name, periods, day, open }) => {
    const asDate = (text) => (text ? DateTime.fromISO(text) : false);
    const program = { id: 1 };
    program.models = {
        "member.redeem.period": periods.map(([first, last]) => ({
            program_id: program,
            date_from: asDate(first),
            date_to: asDate(last),
        })),
    };
    expect(isOpenForSpending(program, day)).toBe(open, { message: name });
});

// The cases of test_hostile_time.py: the moment is UTC, and the browser stands elsewhere.
test("days", () => {
    const days = [
        ["2026-03-02 04:30:00", 9, { UTC: "2026-03-02", "America/New_York": "2026-03-01", "Asia/Tokyo": "2026-03-02" }],
        [
            "2026-02-28 16:30:00",
            -5,
            { UTC: "2026-02-28", "America/New_York": "2026-02-28", "Asia/Tokyo": "2026-03-01" },
        ],
    ];
    for (const [moment, browser, expected] of days) {
        mockDate(moment, browser);
        for (const [zone, day] of Object.entries(expected)) {
            expect(storeDay({ _member_tz: zone })).toBe(day, { message: `${moment} in ${zone}` });
        }
    }
});

testCases("due", ({ name, amount, sold, returned, already, due: expected }) => {
    const points = due(amount, sold, returned, already, (number) => roundDecimals(number, 2));
    expect(points).toBe(expected, { message: name });
});

testCases("enrolment", ({ name, rules, bought = {}, at_hand = {}, met }) => {
    const found = firstMet(rules, bought, at_hand);
    expect(found?.rule.id).toBe(met?.rule, { message: name });
    expect(found ? roundDecimals(found.figure, 2) : undefined).toBe(met?.figure, { message: name });
});

testCases("tier", ({ name, asked, every = false, have, visits_with_order, amount = 0, points = 0, met }) => {
    const all = { spend: 0, single: 0, visits: 0, points: 0, ...have };
    const step = { asked, every, have: all, visits_with_order: visits_with_order ?? all.visits + 1 };
    expect(isMet(step, figuresWith(step, { amount, points }))).toBe(met, { message: name });
});

testCases("coupon_code", ({ typed, code }) => {
    expect(canonicalCode(typed)).toBe(code, { message: typed });
});

testCases("card_number", ({ number, scheme, right }) => {
    expect(schemeOf(number, [scheme])).toBe(right ? scheme : undefined, { message: number });
    expect(cardNumberAtEnd(`Ada${number}`, [scheme])).toBe(right ? number : undefined, { message: number });
});
