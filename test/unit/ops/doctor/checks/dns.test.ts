import { dns } from '../../../../../ops/doctor/checks/dns';
import { doctorWith } from '../../../../support/doctor';
import { RECORDS } from '../../../../support/healthy-stage';

const { tellsOf } = doctorWith(dns);

tellsOf([
  [
    'no SPF record',
    { records: { '_dmarc.shop.example': ['v=DMARC1; p=none'] } },
    /^! dns: SPF: mail\.shop\.example has no record/,
  ],
  [
    'an SPF record without Amazon SES',
    { records: { ...RECORDS, 'mail.shop.example': ['v=spf1 -all'] } },
    /^✗ dns: SPF: .* does not permit Amazon SES/,
  ],
  [
    'an SPF record that leads elsewhere',
    { records: { ...RECORDS, 'mail.shop.example': ['v=spf1 include:spf.shop.example -all'] } },
    /^! dns: SPF: .* names Amazon SES at best by another record/,
  ],
  [
    'two SPF records',
    { records: { ...RECORDS, 'mail.shop.example': ['v=spf1 -all', 'v=spf1 ~all'] } },
    /^✗ dns: SPF: .* 2 records, and then none counts/,
  ],
  [
    'no DMARC record',
    { records: { ...RECORDS, '_dmarc.shop.example': [] } },
    /^! dns: DMARC: shop\.example has no record/,
  ],
  [
    'two DMARC records',
    { records: { ...RECORDS, '_dmarc.shop.example': ['v=DMARC1; p=none', 'v=DMARC1; p=reject'] } },
    /^✗ dns: DMARC: .* 2 records/,
  ],
]);
