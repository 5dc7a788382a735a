// The till's twin of engine/codes.py.
const CODE = /^044[23456789ACDEFGHJKMNPQRTVWXY]{13}$/;
const READ_AS = { B: "8", O: "0", S: "5", U: "V", Z: "2" };

/**
 * A code as it is stored, however somebody typed it; what isn't one of ours stays as it is.
 *
 * @param {string} typed
 * @returns {string}
 */
export function canonicalCode(typed) {
    const read = typed
        .replace(/[\s\-_.]+/g, "")
        .toUpperCase()
        .replace(/[BOSUZ]/g, (sign) => READ_AS[sign]);
    return CODE.test(read) ? read : typed;
}
