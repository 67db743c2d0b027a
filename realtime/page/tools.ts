import { byId, h, setText } from './dom';
import { icon } from './icons';
import type { Actions } from './screens';
import { canSound, isSoundOn, notifyState, type NotifyState } from './signals';
import type { Screen } from './state';
import { t } from './texts';

const notifyLabel: Record<NotifyState, string> = {
  ask: 'tools.notify',
  on: 'tools.notifyOn',
  blocked: 'tools.notifyBlocked',
  none: 'tools.notify',
};

type Tools = Record<'sound' | 'notify', HTMLElement>;
let tools: Tools | null = null;

const tool = (name: 'sound' | 'bell', onclick: () => void): HTMLElement =>
  h('button', { type: 'button', class: 'tool', onclick }, icon(name), h('span', {}));

function build(actions: Actions): Tools {
  const made = {
    sound: tool('sound', actions.sound),
    notify: tool('bell', actions.notify),
  };
  byId('tools').replaceChildren(made.sound, made.notify);
  return made;
}

const label = (element: HTMLElement, text: string) => setText(element.lastElementChild!, text);

/** Small helps while one waits: to be called by sound and by notification. */
export function drawTools(screen: Screen, actions: Actions): void {
  const section = byId('tools');
  section.hidden = !['before', 'lobby', 'drawn', 'waiting', 'snoozing'].includes(screen);
  if (section.hidden) return;
  tools ??= build(actions);
  const { sound, notify } = tools;
  sound.hidden = !canSound();
  label(sound, t('tools.sound'));
  sound.setAttribute('aria-pressed', String(isSoundOn()));
  const asked = notifyState();
  notify.hidden = asked === 'none';
  label(notify, t(notifyLabel[asked]));
  notify.setAttribute('aria-pressed', String(asked === 'on'));
  notify.toggleAttribute('disabled', asked === 'blocked' || asked === 'on');
}
