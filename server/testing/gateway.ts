import type { BehaviourInput } from '@/sandbox/gateway/behaviour';
import { SandboxControl } from '@/sandbox/gateway/control';
import { sandboxSecretKey } from '@/sandbox/gateway/key';
import { startSandbox, type Sandbox } from '@/sandbox/gateway/server';

/** A card gateway for a test, spoken to over HTTP like any other; its calls steer it. */
export class TestGateway extends SandboxControl {
  readonly secretKey = sandboxSecretKey;

  constructor(private sandbox: Sandbox) {
    super(sandbox.url);
  }

  /** What a program needs in its environment to pay through it. */
  get env(): Record<string, string> {
    return {
      PAYMENT_GATEWAY: 'sandbox',
      TOSS_API_URL: this.url,
      TOSS_SECRET_KEY: this.secretKey,
    };
  }

  stop(): Promise<void> {
    return this.sandbox.stop();
  }
}

type Options = {
  behaviour?: BehaviourInput;
  webhookUrl?: string;
  file?: string;
  port?: number;
  seed?: string;
};

/** Starts one, without latency unless told. */
export async function startGateway(options: Options = {}): Promise<TestGateway> {
  return new TestGateway(await startSandbox({ secretKey: sandboxSecretKey, ...options }));
}
