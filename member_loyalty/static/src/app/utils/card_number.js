const EAN_WEIGHTS = [1, 3];

/**
 * Find the member card that a scanner typed into a text field, behind whatever was typed there before.
 *
 * @param {string} text
 * @param {Object[]} types types of card, see pos.config._member_card_types
 * @returns {string|undefined} the card number at the end of the text
 */
export function cardNumberAtEnd(text, types) {
    const tails = types.map((type) => text.slice(-type.length));
    return tails.find((tail, index) => isNumberOf(tail, types[index]));
}

/**
 * @returns {Object|undefined} the type of card whose number this is
 */
export function schemeOf(number, types) {
    return types.find((type) => isNumberOf(number, type));
}

function isNumberOf(number, { prefix, length, check }) {
    const isOne = number.length === length && number.startsWith(prefix) && /^\d+$/.test(number.slice(prefix.length));
    return isOne && (check === "none" || checkSum(number, check) % 10 === 0);
}

/**
 * Weighted sum of the digits, from the last one: a multiple of ten in a right number.
 */
function checkSum(number, check) {
    const digits = [...number].reverse().map(Number);
    const weigh = (digit, index) =>
        check === "ean" ? digit * EAN_WEIGHTS[index % 2] : index % 2 ? [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][digit] : digit;
    return digits.reduce((sum, digit, index) => sum + weigh(digit, index), 0);
}
