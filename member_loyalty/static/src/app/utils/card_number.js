const CARD_LENGTH = 13;

/**
 * Find the member card that a scanner typed into a text field, behind whatever was typed there before.
 *
 * @param {string} text
 * @param {BarcodeParser} parser
 * @returns {string|undefined} the card number at the end of the text
 */
export function cardNumberAtEnd(text, parser) {
    const tail = text.slice(-CARD_LENGTH);
    const isCard = parser.check_encoding(tail, "ean13") && parser.parse_barcode(tail).type === "member";
    return isCard ? tail : undefined;
}
