import type { Behaviour, BehaviourInput } from './behaviour';
import type { Choice, Payment, Status } from './payment';
import type { Delivery } from './webhooks';

export type Authentication = {
  paymentKey: string;
  orderId: string;
  amount: number;
  status: Status;
  failure: Payment['failure'];
  returnUrl: string;
};
export type ListedPayment = Payment & { canceledAmount: number };

/** The sandbox's control calls, for tests, journeys and load scripts, wherever it runs. */
export class SandboxControl {
  constructor(readonly url: string) {}

  /** Everything that is not named is as a good gateway's again. */
  behave(behaviour: BehaviourInput = {}): Promise<Behaviour> {
    return this.call('PUT', '/sandbox/behaviour', behaviour);
  }

  sendWebhooksTo(url: string): Promise<{ url: string }> {
    return this.call('PUT', '/sandbox/webhook', { url });
  }

  /** What the person does in the window. An order that no window was opened for needs its amount. */
  authenticate(order: {
    orderId: string;
    amount?: number;
    choice?: Choice;
  }): Promise<Authentication> {
    return this.call('POST', '/sandbox/authentications', order);
  }

  async payments(): Promise<ListedPayment[]> {
    const { payments } = await this.call<{ payments: ListedPayment[] }>('GET', '/sandbox/payments');
    return payments;
  }

  async deliveries(): Promise<Delivery[]> {
    return (await this.call<{ deliveries: Delivery[] }>('GET', '/sandbox/deliveries')).deliveries;
  }

  /** Payments, kept answers and deliveries are gone; the behaviour stays. */
  forget(): Promise<void> {
    return this.call('DELETE', '/sandbox/payments');
  }

  private async call<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      ...(body && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
}
