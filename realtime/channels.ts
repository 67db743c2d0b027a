import { newSubscriber } from '@/server/platform/redis';
import type { Watch } from './watches';

type Listener = (message: string) => void;

/** `heard` settles once messages arrive: what is published before is missed. */
export type Listening = Watch & { heard: Promise<unknown> };

/** Redis channels, each subscribed once a process however many listen. */
export class Channels {
  private readonly subscriber;
  private readonly listeners = new Map<string, Set<Listener>>();
  private readonly subscribed = new Map<string, Promise<unknown>>();

  constructor(name: string, url?: string) {
    this.subscriber = newSubscriber(name, url);
    this.subscriber.on('message', (channel, message) => {
      for (const listener of this.listeners.get(channel) ?? []) listener(message);
    });
  }

  listen(channel: string, listener: Listener): Listening {
    const listeners = this.listeners.get(channel) ?? new Set();
    if (listeners.size === 0) {
      this.listeners.set(channel, listeners);
      // Subscriptions come back by themselves after a lost connection.
      const subscribed = this.subscriber.subscribe(channel).catch(() => undefined);
      this.subscribed.set(channel, subscribed);
    }
    listeners.add(listener);
    const heard = this.subscribed.get(channel)!;
    return { heard, close: () => this.drop(channel, listener) };
  }

  private drop(channel: string, listener: Listener): void {
    const listeners = this.listeners.get(channel);
    if (!listeners?.delete(listener) || listeners.size > 0) return;
    this.listeners.delete(channel);
    this.subscribed.delete(channel);
    this.subscriber.unsubscribe(channel).catch(() => undefined);
  }

  close(): void {
    this.subscriber.disconnect();
  }
}
