import { CallFailed } from './api';
import { byId, setText } from './dom';
import type { PageState, Screen } from './state';
import { t } from './texts';

/** The field of a presale code: there where the line has such a lane, for who is not in it yet. */
export function drawPresale({ line, place }: PageState, screen: Screen): void {
  const isFor = place?.lane === 'general' && (screen === 'lobby' || screen === 'waiting');
  byId('presale').hidden = !(isFor && line?.hasPresale);
}

export function wirePresale(useCode: (code: string) => Promise<void>): void {
  const input = byId('presale-code') as HTMLInputElement;
  const tell = (problem: string) => {
    setText(byId('presale-problem'), problem && t(`presale.${problem}`));
    input.setAttribute('aria-invalid', String(problem !== ''));
  };
  byId('presale-form').addEventListener('submit', (event) => {
    event.preventDefault();
    tell('');
    useCode(input.value.trim()).catch((error: unknown) => {
      if (!(error instanceof CallFailed)) throw error;
      tell(error.code.startsWith('code_') ? error.code : 'failed');
    });
  });
}
