/** Opens nothing but a sandbox: no secret, and the same everywhere. */
export const sandboxSecretKey = 'test_sk_openrun_sandbox';
