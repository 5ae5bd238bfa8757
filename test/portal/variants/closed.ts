/** States of the whole portal, and of what stands before it. */
import { real } from '../file-spec.ts';
import { longPage, shortPage } from './page-texts.ts';
import type { Answer, Variant } from './variant.ts';

const OWN = [real('Depois de esperar.pdf', 'form')];

function closed(name: string, is: string, answer: Answer, others: Partial<Variant> = {}): Variant {
  return { name, is, ending: 'portal-closed', ...others, answer: () => answer };
}

/** Goes wrong the first time, and then no more. */
function once(name: string, is: string, answer: Answer): Variant {
  return { name, is, ending: 'all', files: OWN, answer: ({ times }) => (times === 1 ? answer : null) };
}

const AN_HOUR = { 'retry-after': '3600' };
const MAINTENANCE = 'The system is down for scheduled maintenance. We will be back soon.';

export const CLOSED: readonly Variant[] = [
  closed('rate-limit-200', 'status 200 and "Too many requests"', {
    html: shortPage('Too many requests', 'You have sent too many requests. Please slow down.'),
  }),
  closed('rate-limit-429-long', '429 with Retry-After: 1800', {
    status: 429,
    headers: { 'retry-after': '1800' },
    html: shortPage('Too many requests', 'Try again later.'),
  }),
  once('rate-limit-429-short', '429 with Retry-After: 1, once', {
    status: 429,
    headers: { 'retry-after': '1' },
    html: shortPage('Too many requests', 'Try again later.'),
  }),
  closed('maintenance-503-hour', '503 with Retry-After: 3600', {
    status: 503,
    headers: AN_HOUR,
    html: shortPage('Maintenance', MAINTENANCE),
  }),
  {
    name: 'maintenance-503-date',
    is: '503 with a Retry-After that is a date, an hour ahead',
    ending: 'portal-closed',
    answer: () => ({
      status: 503,
      headers: { 'retry-after': new Date(Date.now() + 3_600_000).toUTCString() },
      html: shortPage('Maintenance', MAINTENANCE),
    }),
  },
  once('maintenance-503-short', '503 with Retry-After: 1, once', {
    status: 503,
    headers: { 'retry-after': '1' },
    html: shortPage('Maintenance', MAINTENANCE),
  }),
  closed('maintenance-200', 'status 200 and a page of maintenance', {
    html: shortPage('Scheduled maintenance', MAINTENANCE),
  }),
  closed('maintenance-200-pt', 'status 200 and a page of maintenance in Portuguese', {
    html: shortPage('Manutenção programada', 'O sistema está em manutenção. Voltaremos em breve.'),
  }),
  closed('firewall-200', 'status 200 and "Request Rejected" of a firewall', {
    html: '<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. Please consult with your administrator.<br><br>Your support ID is: 10935612345678901234<br><br><a href="javascript:history.back();">[Go Back]</a></body></html>',
  }),
  closed(
    'challenge-403',
    '403 and a page that examines the browser',
    {
      status: 403,
      html: '<!DOCTYPE html><html lang="en"><head><title>Just a moment...</title></head><body><noscript>Enable JavaScript and cookies to continue</noscript><div id="challenge-running">Checking your browser before accessing the portal.</div></body></html>',
    },
    { alsoRight: ['not-a-purchase', 'not-allowed'] },
  ),
  closed(
    'company-filter-200',
    'status 200 and a page of the company’s own filter',
    {
      html: shortPage(
        'Access to this site is blocked',
        'This category is blocked by your company’s internet policy. Contact the IT service desk.',
      ),
    },
    { alsoRight: ['not-a-purchase', 'not-allowed'] },
  ),
  closed(
    'error-502',
    '502 of what stands before the portal, every time',
    {
      status: 502,
      html: '<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>',
    },
    { alsoRight: ['not-a-purchase'] },
  ),
  once('error-500-once', '500, once', {
    status: 500,
    html: shortPage('Something went wrong', 'We have been told.'),
  }),
  closed(
    'too-many-sessions',
    'status 200 and a page that wants another session ended first',
    {
      html: longPage(
        'Coupa',
        'The maximum number of concurrent sessions has been reached. End another session first.',
      ),
    },
    { alsoRight: ['not-a-purchase', 'sign-in'] },
  ),
];
