import { Reservations } from '@/components/my/reservations';

export default function MyPage() {
  return <Reservations />;
}
