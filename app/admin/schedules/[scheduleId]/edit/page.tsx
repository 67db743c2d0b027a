import type { Metadata } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import { loadOwn } from '@/app/admin/concerts/own';
import { pageActor } from '@/app/page-actor';
import { DeleteSchedule } from '@/components/admin/catalogue/delete-schedule';
import { PresaleCodes } from '@/components/admin/catalogue/presale-codes';
import { ScheduleForm } from '@/components/admin/catalogue/schedule-form';
import { PageHead } from '@/components/admin/shell/page-head';
import { textIn } from '@/components/format/text';
import { toLocale } from '@/i18n/locale';
import { listLayoutChoices, requireOwnSchedule } from '@/server/schedules';

type Props = { params: Promise<{ scheduleId: string }> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('adminCatalogue'))('schedule.editTitle') };
}

export default async function EditSchedulePage({ params }: Props) {
  const schedule = await loadOwn((await params).scheduleId, requireOwnSchedule);
  const [t, locale, choices] = await Promise.all([
    getTranslations('adminCatalogue.schedule'),
    getLocale(),
    listLayoutChoices(await pageActor()),
  ]);
  const opened = Date.parse(schedule.opensAt) <= Date.now();
  return (
    <>
      <PageHead
        title={t('editTitle')}
        lead={textIn(schedule.concert.title, toLocale(locale))}
        actions={<DeleteSchedule id={schedule.id} concertId={schedule.concertId} />}
      />
      <ScheduleForm
        concertId={schedule.concertId}
        layouts={withOwnLayout(choices, schedule)}
        schedule={schedule}
        opened={opened}
        pricesFixed={opened || schedule.soldSeats > 0}
      />
      {schedule.presaleShare > 0 && <PresaleCodes id={schedule.id} />}
    </>
  );
}

type Choices = Awaited<ReturnType<typeof listLayoutChoices>>;
type OwnSchedule = Awaited<ReturnType<typeof requireOwnSchedule>>;

/** A schedule may be on an older version of its hall than the one on offer. */
function withOwnLayout(choices: Choices, schedule: OwnSchedule): Choices {
  if (choices.some(({ id }) => id === schedule.layoutId)) return choices;
  const { layoutId, venue, seatCount, grades } = schedule;
  return [...choices, { id: layoutId, version: 0, venue: venue.name, seatCount, grades }];
}
