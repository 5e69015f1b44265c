/**
 * Arguments of `nice` for peers: a PBX and phones are other machines, which do not wait for what this one is busy with. Where
 * that is not allowed, `nice` says so and starts them all the same.
 */
export const AS_ELSEWHERE: readonly string[] = ['-n', '-10'];
