// The address is the state: whatever a view shows can be sent to somebody else, and Back works.

export type Page = 'now' | 'connection' | 'groups' | 'closed' | 'host';

/** What the address says. Values that are the default are left out of it. */
export interface Place {
  readonly page: Page;
  /** The connection's id, on its page; the record's number, on the page of what has ended. */
  readonly id: string;
  /** What stands in the search box. */
  readonly query: string;
  /** Columns by which the table is sorted, `-` before one for descending. */
  readonly sort: readonly string[];
  /** Columns that are shown; empty is the usual choice. */
  readonly columns: readonly string[];
  /** Only connections of this verdict; empty is any. */
  readonly verdict: string;
  /** How the groups are made. */
  readonly by: string;
  /** Listeners and TIME-WAIT too. */
  readonly all: boolean;
  /** How many seconds the charts show. */
  readonly range: number;
  /** Where the charts end, in seconds since 1970; 0 is now, and goes on. */
  readonly until: number;
  /** Theme that overrides the system's; empty is the system's. */
  readonly theme: '' | 'light' | 'dark';
  /** Moments in UTC rather than by the reader's clock. */
  readonly utc: boolean;
}

export const START: Place = {
  page: 'now',
  id: '',
  query: '',
  sort: [],
  columns: [],
  verdict: '',
  by: 'process',
  all: false,
  range: 300,
  until: 0,
  theme: '',
  utc: false,
};

const PAGES: readonly Page[] = ['now', 'connection', 'groups', 'closed', 'host'];

const words = (text: string | null): string[] =>
  (text ?? '').split(',').filter((word) => /^-?[\w.]+$/.test(word));

const positive = (text: string | null, fallback: number): number => {
  const value = Number(text);
  return text !== null && Number.isFinite(value) && value > 0 ? value : fallback;
};

/** Reads what stands after the `#`. Whatever makes no sense is the default. */
export function parse(hash: string): Place {
  const text = hash.replace(/^#?\/?/, '');
  const cut = text.indexOf('?');
  const path = cut < 0 ? text : text.slice(0, cut);
  const params = new URLSearchParams(cut < 0 ? '' : text.slice(cut + 1));
  const [first, ...rest] = path.split('/');
  const page = PAGES.find((p) => p === first) ?? START.page;
  const theme = params.get('theme');
  return {
    page,
    id: safeDecode(rest.join('/')),
    query: params.get('q') ?? START.query,
    sort: words(params.get('sort')),
    columns: words(params.get('columns')),
    verdict: params.get('verdict') ?? START.verdict,
    by: params.get('by') ?? START.by,
    all: params.get('all') === '1',
    range: positive(params.get('range'), START.range),
    until: positive(params.get('until'), START.until),
    theme: theme === 'light' || theme === 'dark' ? theme : '',
    utc: params.get('utc') === '1',
  };
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** Writes what stands after the `#`, from the `#` on. */
export function format(place: Place): string {
  const params = new URLSearchParams();
  const put = (name: string, value: string, usual: string): void => {
    if (value !== usual) params.set(name, value);
  };
  put('q', place.query, START.query);
  put('sort', place.sort.join(','), '');
  put('columns', place.columns.join(','), '');
  put('verdict', place.verdict, START.verdict);
  put('by', place.by, START.by);
  put('all', place.all ? '1' : '', '');
  put('range', place.range.toString(), START.range.toString());
  put('until', place.until.toString(), START.until.toString());
  put('theme', place.theme, START.theme);
  put('utc', place.utc ? '1' : '', '');
  const path = place.id === '' ? place.page : `${place.page}/${encodeURIComponent(place.id)}`;
  const query = params.toString();
  return `#/${path}${query === '' ? '' : `?${query}`}`;
}

/** The same with relative time made absolute: a link that shows tomorrow what it shows now. */
export function frozen(place: Place, now: number): Place {
  return place.until === 0 ? { ...place, until: Math.floor(now) } : place;
}
