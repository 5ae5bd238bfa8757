import { describe, expect, it } from 'vitest';
import { type Weight, weightOf } from './page-traffic.ts';

const ORIGIN = 'https://acme.portal.example.com.br';

describe('what a page asks for', () => {
  it.each<[string, string, string, Weight]>([
    ['its own comments', 'xhr', '/order_headers/1/comments_app', 'counts'],
    ['its own script', 'script', '/bundles/CommentsApp.js', 'counts'],
    ['a frame of its own', 'document', '/order_headers/1/frame', 'counts'],
    ['what another host of its owner tells', 'fetch', 'https://api.example.com.br/comments', 'counts'],
    ['a script of another host', 'script', 'https://cdn.example.net/app.js', 'doubtful'],
    ['a wait for news', 'fetch', '/user/long_poll?since=1', 'doubtful'],
    ['a heartbeat', 'xhr', '/sessions/heartbeat', 'doubtful'],
    ['what another host counts', 'fetch', 'https://stats.example.net/hit', 'never'],
    ['what another tenant tells', 'fetch', 'https://acme.portal.other.com.br/x', 'never'],
    ['an event stream', 'eventsource', '/events', 'never'],
    ['a socket', 'websocket', 'wss://acme.portal.example.com.br/cable', 'never'],
    ['a picture', 'image', '/a.png', 'never'],
    ['a beacon', 'ping', '/traces', 'never'],
    ['data of its own', 'fetch', 'data:text/plain,1', 'never'],
  ])('%s', (_, type, path, weight) => {
    expect(weightOf({ type, url: new URL(path, ORIGIN).href, times: 1 }, ORIGIN)).toBe(weight);
  });

  it('again and again is a page that watches something, and no answer that is missing', () => {
    const url = `${ORIGIN}/order_headers/1/status`;
    expect([1, 2, 3].map((times) => weightOf({ type: 'xhr', url, times }, ORIGIN))).toEqual([
      'counts',
      'counts',
      'never',
    ]);
    expect(weightOf({ type: 'script', url, times: 3 }, ORIGIN)).toBe('counts');
  });

  it('of a portal without a name is its own only under the very same address', () => {
    const at = (url: string): Weight => weightOf({ type: 'xhr', url, times: 1 }, 'http://127.0.0.1:8080');
    expect([at('http://127.0.0.1:9090/a'), at('http://10.0.0.1/a'), at('http://localhost/a')]).toEqual([
      'counts',
      'never',
      'never',
    ]);
  });
});
