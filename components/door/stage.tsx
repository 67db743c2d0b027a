'use client';

import { Camera, CameraOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { RefObject } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { OutcomePanel } from './outcome-panel';
import type { Result } from './use-admission';
import type { CameraState } from './use-camera';

type Props = {
  video: RefObject<HTMLVideoElement | null>;
  camera: CameraState;
  onCamera: (wanted: boolean) => void;
  shown: Result | null;
  onNext: () => void;
};

/** One surface: the camera looks through it, and every result covers it. */
export function Stage({ video, camera, onCamera, shown, onNext }: Props) {
  const t = useTranslations('door');
  const isOn = camera === 'on';
  return (
    <div className="relative grid min-h-80 overflow-hidden rounded-lg border border-line bg-sunken *:col-start-1 *:row-start-1 md:min-h-[480px]">
      <video
        ref={video}
        muted
        playsInline
        aria-label={t('picture')}
        className={cn('absolute inset-0 size-full object-cover', !isOn && 'invisible')}
      />
      {isOn ? (
        <div
          aria-hidden
          className="m-auto size-56 rounded-lg border-4 border-white shadow-[0_0_0_100vmax_rgb(0_0_0/0.35)]"
        />
      ) : (
        <CameraOffer state={camera} onStart={() => onCamera(true)} />
      )}
      {isOn && (
        <Button
          variant="secondary"
          size="sm"
          className="z-1 m-3 self-end justify-self-end"
          onClick={() => onCamera(false)}
        >
          <CameraOff aria-hidden className="size-4" />
          {t('cameraOff')}
        </Button>
      )}
      <div role="status" className="pointer-events-none z-2 grid *:pointer-events-auto">
        {shown && <OutcomePanel key={shown.id} outcome={shown.outcome} onNext={onNext} />}
      </div>
    </div>
  );
}

function CameraOffer({ state, onStart }: { state: CameraState; onStart: () => void }) {
  const t = useTranslations('door');
  const isHindered = state === 'refused' || state === 'missing';
  return (
    <div className="grid content-center justify-items-center gap-4 p-6 text-center">
      <Button size="lg" busy={state === 'starting'} onClick={onStart}>
        <Camera aria-hidden className="size-5" />
        {t('cameraOn')}
      </Button>
      <p className="max-w-80 text-sm text-muted" aria-live="polite">
        {isHindered ? t(`camera.${state}`) : t('cameraHint')}
      </p>
    </div>
  );
}
