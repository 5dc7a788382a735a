import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { user } from "@web/core/user";
import { formatFloat, formatInteger, formatMonetary, formatPercentage } from "@web/views/fields/formatters";

/**
 * A figure as people read it.
 *
 * @param {*} value null where there is none
 * @param {string} type of the block's column
 * @param {boolean} [short] with as few digits as an axis or a tile has room for
 */
export function formatFigure(value, type, short = false) {
    if (value === null || value === undefined || value === false) {
        return "";
    }
    const decimals = Number.isInteger(value) && Math.abs(value) < 1000 ? 0 : 1;
    const options = short ? { humanReadable: true, digits: [16, decimals], decimals } : {};
    switch (type) {
        case "integer":
            return formatInteger(value, options);
        case "float":
            return formatFloat(value, { digits: [16, 2], trailingZeros: false, ...options });
        case "monetary":
            return formatMonetary(value, { currencyId: user.activeCompany.currency_id, ...options });
        case "percentage":
            return formatPercentage(value, { digits: [16, short ? 0 : 1] });
        case "date":
            return formatDate(deserializeDate(value));
        default:
            return `${value}`;
    }
}

/** A row may have figures of another type than its column: tiles have. */
export function typeOf(row, column) {
    return row._types?.[column.name] || column.type;
}

export function isNumber(type) {
    return ["integer", "float", "monetary", "percentage"].includes(type);
}
