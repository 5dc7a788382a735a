/**
 * Ask unless a question is under way: a second touch finds the first one waiting for its answer.
 *
 * @param {{busy: boolean}} state of the component, whose buttons wait while it is busy
 * @param {() => Promise} ask
 * @returns the answer, undefined for a second touch
 */
export async function once(state, ask) {
    if (state.busy) {
        return undefined;
    }
    state.busy = true;
    try {
        return await ask();
    } finally {
        state.busy = false;
    }
}
