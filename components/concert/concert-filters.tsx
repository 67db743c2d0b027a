import { getTranslations } from 'next-intl/server';
import { Button } from '@/components/ui/button';
import { Field, Input, Select } from '@/components/ui/field';
import { FilterFold } from './filter-fold';

/** A plain form into the address: it can be shared, and works before any script has loaded. */
export async function ConcertFilters({ asked }: { asked: Record<string, string | undefined> }) {
  const t = await getTranslations('home.list');
  return (
    <form
      action="/concerts"
      className="grid grid-cols-[1fr_auto] items-end gap-3 rounded-lg border border-line bg-surface p-4 md:grid-cols-[2fr_1fr_1fr_1fr_1fr_auto]"
    >
      <Field label={t('query')}>
        <Input name="query" type="search" maxLength={60} defaultValue={asked.query} />
      </Field>
      <FilterFold label={t('filters')} isOpen={Boolean(asked.sale || asked.from || asked.to)}>
        <Field label={t('sale')}>
          <Select name="sale" defaultValue={asked.sale}>
            <option value="">{t('saleAll')}</option>
            <option value="open">{t('saleOpen')}</option>
            <option value="upcoming">{t('saleUpcoming')}</option>
          </Select>
        </Field>
        <Field label={t('sort')}>
          <Select name="sort" defaultValue={asked.sort}>
            <option value="opening">{t('sortOpening')}</option>
            <option value="soonest">{t('sortSoonest')}</option>
            <option value="newest">{t('sortNewest')}</option>
          </Select>
        </Field>
        <Field label={t('from')}>
          <Input name="from" type="date" defaultValue={asked.from} />
        </Field>
        <Field label={t('to')}>
          <Input name="to" type="date" defaultValue={asked.to} />
        </Field>
        <Button type="submit" variant="secondary" className="max-md:col-span-2">
          {t('apply')}
        </Button>
      </FilterFold>
    </form>
  );
}
