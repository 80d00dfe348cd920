// Questions to the daemon. All go to where the page came from.

import type { Error as Failure } from './contract.ts';

const TOKEN = 'estats-token';

/** An answer that says no, in the daemon's words. */
export class Refused extends Error {
  readonly status: number;
  readonly kind: string;
  readonly remedy: string;

  constructor(status: number, kind: string, message: string, remedy: string) {
    super(message);
    this.status = status;
    this.kind = kind;
    this.remedy = remedy;
  }
}

/** The daemon did not answer at all. */
export class Unreachable extends Error {}

/** The token, kept for as long as this tab is open. */
export function token(): string {
  return sessionStorage.getItem(TOKEN) ?? '';
}

export function keepToken(value: string): void {
  if (value === '') sessionStorage.removeItem(TOKEN);
  else sessionStorage.setItem(TOKEN, value);
}

export type Parameters = Readonly<Record<string, string | number | boolean | undefined>>;

/** The address of a question, without what is empty. */
export function address(path: string, parameters: Parameters = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== '' && value !== false) params.set(name, value.toString());
  }
  const query = params.toString();
  return `api/v1/${path}${query === '' ? '' : `?${query}`}`;
}

/** Sends a request; anything but success is thrown. */
export async function request(url: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  if (token() !== '') headers.set('Authorization', `Bearer ${token()}`);
  let response: Response;
  try {
    response = await fetch(url, {
      ...init,
      headers,
      cache: 'no-store',
      credentials: 'same-origin',
    });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new Unreachable('the daemon does not answer');
  }
  if (!response.ok) throw await refusal(response);
  return response;
}

async function refusal(response: Response): Promise<Refused> {
  try {
    const { error } = (await response.json()) as Failure;
    return new Refused(response.status, error.kind, error.message, error.remedy);
  } catch {
    return new Refused(response.status, 'FAILED', `the daemon answered ${response.status}`, '');
  }
}

export async function get<T>(
  path: string,
  parameters: Parameters = {},
  signal?: AbortSignal,
): Promise<T> {
  const response = await request(address(path, parameters), signal === undefined ? {} : { signal });
  return (await response.json()) as T;
}

export async function post<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const response = await request(address(path), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  });
  return (await response.json()) as T;
}

/** The same question for a terminal. */
export function curl(url: string): string {
  const full = new URL(url, location.href).href;
  const header = token() === '' ? '' : ` -H 'Authorization: Bearer <token>'`;
  return `curl -s${header} '${full.replaceAll("'", '%27')}'`;
}
