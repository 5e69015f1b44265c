import { type Filters, filters, isFilledIn, isFiltered, NO_FILTERS, search } from '../state/history.js';
import { words } from '../state/preferences.js';
import { Icon } from './icons.js';

const LEVELS = ['scam', 'suspicious', 'clear', 'unknown'] as const;

/** Search and filters of the history. */
export function HistoryFilters() {
  const w = words.value;
  const set = (key: keyof Filters) => (event: { readonly currentTarget: { readonly value: string } }) => {
    filters.value = { ...filters.value, [key]: event.currentTarget.value };
  };
  const { q, level, line, from, to } = filters.value;
  return (
    <search>
      <form
        class="card filters"
        onSubmit={(event) => {
          event.preventDefault();
          void search();
        }}
      >
        <label class="field wide">
          {w.history.search}
          <input
            type="search"
            value={q}
            maxLength={100}
            placeholder={w.history.searchHint}
            onInput={set('q')}
          />
        </label>
        <label class="field">
          {w.history.level}
          <select value={level} onChange={set('level')}>
            <option value="">{w.history.anyLevel}</option>
            {LEVELS.map((name) => (
              <option key={name} value={name}>
                {w.level[name]}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          {w.history.line}
          <input type="text" value={line} maxLength={100} onInput={set('line')} />
        </label>
        <label class="field">
          {w.history.from}
          <input type="date" value={from} onInput={set('from')} />
        </label>
        <label class="field">
          {w.history.to}
          <input type="date" value={to} onInput={set('to')} />
        </label>
        <div class="buttons">
          <button type="submit" class="button strong">
            <Icon name="search" />
            {w.history.find}
          </button>
          {(isFilledIn() || isFiltered()) && (
            <button
              type="button"
              class="button plain"
              onClick={() => {
                filters.value = NO_FILTERS;
                void search();
              }}
            >
              {w.history.clear}
            </button>
          )}
        </div>
      </form>
    </search>
  );
}
