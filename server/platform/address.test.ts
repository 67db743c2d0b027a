import { describe, expect, it } from 'vitest';
import { clientAddress, parseProxies, standsForMany } from './address';

const request = (remoteAddress: string | undefined, forwarded?: string | string[]) => ({
  headers: { 'x-forwarded-for': forwarded },
  socket: { remoteAddress },
});

describe('where a request comes from', () => {
  const proxies = parseProxies('10.0.0.0/8, 192.0.2.1, fd00::/8');

  it('is the peer, whatever it claims, when the peer is no trusted proxy', () => {
    expect(clientAddress(request('203.0.113.7', '198.51.100.1'), proxies)).toBe('203.0.113.7');
    expect(clientAddress(request('10.0.0.1', '198.51.100.1'), parseProxies(''))).toBe('10.0.0.1');
  });

  it('is the right-most address that no trusted proxy has, behind trusted proxies', () => {
    const forged = '1.2.3.4, 198.51.100.1, 10.9.9.9';
    expect(clientAddress(request('::ffff:10.0.0.1', forged), proxies)).toBe('198.51.100.1');
    expect(clientAddress(request('fd00::1', '2001:db8::5'), proxies)).toBe('2001:db8::5');
    expect(clientAddress(request('192.0.2.1', '10.1.1.1'), proxies)).toBe('10.1.1.1');
  });

  it('is the proxy where what it forwards is no address', () => {
    expect(clientAddress(request('10.0.0.1', 'rubbish'), proxies)).toBe('10.0.0.1');
    expect(clientAddress(request('10.0.0.1'), proxies)).toBe('10.0.0.1');
    expect(clientAddress(request(undefined, '1.2.3.4'), proxies)).toBe('unknown');
  });

  it('trusts nobody by a typo', () => {
    for (const list of ['10.0.0', 'proxy.internal', '10.0.0.0/99']) {
      expect(() => parseProxies(list)).toThrow();
    }
  });

  it('stands for many where it is this machine', () => {
    expect(['127.0.0.1', '::1', 'unknown', '10.0.0.1'].map(standsForMany)).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });
});
