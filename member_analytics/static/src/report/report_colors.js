import { cookie } from "@web/core/browser/cookie";
import { getColor, getCustomColor } from "@web/core/colors/colors";

const GOOD = "#2e9e6b";
const FAIR = "#7fbf9a";
const WATCH = "#f2b134";
const WARN = "#e8743b";
const BAD = "#c0395b";
const QUIET = "#9aa3ae";
const FRESH = "#4ea7f2";
const PALE = "#9cc9f5";
const RICH = "#8e6bbf";

/** What a value is drawn in wherever it is drawn: recency states, quadrants, classes, RFM groups, attachments. */
const OF_KEY = {
    active: GOOD,
    edge: WATCH,
    dormant: WARN,
    lost: BAD,
    never: QUIET,
    friend: GOOD,
    butterfly: RICH,
    barnacle: WATCH,
    stranger: QUIET,
    a: "#1f6fb2",
    b: "#5ba7d9",
    c: "#b3c3d1",
    champion: GOOD,
    loyal: FAIR,
    recent: FRESH,
    promising: PALE,
    at_risk: BAD,
    slipping: WARN,
    hibernating: QUIET,
    die_hard: GOOD,
    regular: FAIR,
    occasional: PALE,
    new: FRESH,
    none: QUIET,
};

/** Heat is this color, the hotter the less transparent: it suits both color schemes. */
const HEAT = "46, 120, 190";

const scheme = cookie.get("color_scheme");

export const TEXT = getCustomColor(scheme, "#111827", "#e4e4e4");
export const GRID = getCustomColor(scheme, "rgba(0, 0, 0, .1)", "rgba(255, 255, 255, .15)");

/**
 * @param {string} [key] of a row or column
 * @param {number} index of the series or slice among `count`, for what has no color of its own
 */
export function colorOf(key, index = 0, count = 1) {
    return OF_KEY[key] || getColor(index, scheme, count);
}

/**
 * @param {number} share from 0 to 1
 * @returns {string} style of a shaded cell
 */
export function heatStyle(share) {
    const strength = 0.06 + 0.84 * share;
    return `background-color: rgba(${HEAT}, ${strength.toFixed(2)});${strength > 0.85 ? " color: #fff;" : ""}`;
}
