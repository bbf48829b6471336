"""Money back on real rails: payouts that can be replaced, channels, notices, transfers, books with
causes, statements and complaints (issue 4)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Entries written before they had a cause: a leg was promised once and settled at most once.
CAUSES = """
UPDATE book_entry b SET kind = 'owed', cause = 'owed:' || p.number, credit = 'claims',
    debit = CASE b.debit WHEN 'refunds:supplier' THEN 'recovery:unnamed' ELSE 'cost:platform' END
FROM payout p WHERE p.id = b.payout_id AND b.credit = 'refunds_payable';
UPDATE book_entry b SET kind = 'settled', cause = 'settled:' || p.number || ':1',
    debit = 'claims', credit = 'clearing:' || p.route
FROM payout p WHERE p.id = b.payout_id AND b.debit = 'refunds_payable';
UPDATE payout SET settlements = 1 WHERE state = 'settled';
"""


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0008_decisions_in_short'),
    ]

    operations = [
        migrations.CreateModel(
            name='ChannelBalance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('route', models.CharField(max_length=20)),
                ('balance_minor', models.BigIntegerField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'db_table': 'channel_balance',
            },
        ),
        migrations.CreateModel(
            name='ChannelNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('route', models.CharField(max_length=20)),
                ('notice_id', models.CharField(max_length=128)),
                ('refund_number', models.CharField(blank=True, max_length=64)),
                ('told', models.CharField(blank=True, max_length=20)),
                ('times', models.PositiveIntegerField(default=1)),
                ('at', models.DateTimeField()),
                ('last_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'channel_notice',
            },
        ),
        migrations.CreateModel(
            name='ChannelStanding',
            fields=[
                ('route', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('stopped_at', models.DateTimeField(null=True)),
                ('probe_at', models.DateTimeField(null=True)),
                ('probes', models.PositiveIntegerField(default=0)),
                ('code', models.CharField(blank=True, max_length=60)),
                ('message', models.CharField(blank=True, max_length=200)),
                ('slow_until', models.DateTimeField(null=True)),
                ('short_since', models.DateTimeField(null=True)),
                ('changed_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'channel_standing',
            },
        ),
        migrations.CreateModel(
            name='ChannelStatement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('route', models.CharField(max_length=20)),
                ('day', models.DateField()),
                ('source', models.CharField(max_length=10)),
                ('digest', models.CharField(max_length=64)),
                ('lines', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'db_table': 'channel_statement',
            },
        ),
        migrations.CreateModel(
            name='Complaint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=12)),
                ('reference', models.CharField(max_length=64)),
                ('amount_minor', models.BigIntegerField()),
                ('note', models.CharField(blank=True, max_length=500)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, max_length=16)),
                ('paid_minor', models.BigIntegerField(default=0)),
                ('closing_note', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'db_table': 'complaint',
            },
        ),
        migrations.CreateModel(
            name='Difference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('route', models.CharField(max_length=20)),
                ('day', models.DateField()),
                ('kind', models.CharField(max_length=16)),
                ('refund_number', models.CharField(max_length=64)),
                ('provider_reference', models.CharField(blank=True, max_length=64)),
                ('ours_minor', models.BigIntegerField(null=True)),
                ('theirs_minor', models.BigIntegerField(null=True)),
                ('cause', models.CharField(max_length=40)),
                ('state', models.CharField(max_length=10)),
                ('found_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('note', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'db_table': 'difference',
            },
        ),
        migrations.CreateModel(
            name='NoticeRefusal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('route', models.CharField(max_length=20)),
                ('day', models.DateField()),
                ('reason', models.CharField(max_length=20)),
                ('times', models.PositiveIntegerField(default=1)),
                ('last_at', models.DateTimeField()),
                ('last_detail', models.CharField(blank=True, max_length=120)),
            ],
            options={
                'db_table': 'notice_refusal',
            },
        ),
        migrations.CreateModel(
            name='OfflineTransfer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(max_length=10)),
                ('method', models.CharField(max_length=20)),
                ('payee_name', models.CharField(max_length=60)),
                ('payee_sealed', models.TextField()),
                ('payee_shown', models.CharField(max_length=40)),
                ('note', models.CharField(max_length=500)),
                ('proposed_at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(null=True)),
                ('reference', models.CharField(blank=True, max_length=64)),
                ('paid_on', models.DateField(null=True)),
                ('proof_digest', models.CharField(blank=True, max_length=64)),
                ('paid_at', models.DateTimeField(null=True)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_because', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'db_table': 'offline_transfer',
            },
        ),
        migrations.CreateModel(
            name='StatementLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('refund_number', models.CharField(blank=True, max_length=64)),
                ('provider_reference', models.CharField(blank=True, max_length=64)),
                ('order_number', models.CharField(blank=True, max_length=64)),
                ('amount_minor', models.BigIntegerField()),
                ('status', models.CharField(blank=True, max_length=40)),
                ('at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'statement_line',
            },
        ),
        migrations.RemoveConstraint(
            model_name='bookentry',
            name='entry_once_per_payout',
        ),
        migrations.AddField(
            model_name='bookentry',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='bookentry',
            name='cause',
            field=models.CharField(max_length=80, null=True, unique=True),
        ),
        migrations.AddField(
            model_name='bookentry',
            name='kind',
            field=models.CharField(db_default='', max_length=16),
        ),
        migrations.AddField(
            model_name='bookentry',
            name='note',
            field=models.CharField(blank=True, db_default='', max_length=500),
        ),
        migrations.AddField(
            model_name='payout',
            name='redirected',
            field=models.CharField(blank=True, db_default='', max_length=8),
        ),
        migrations.AddField(
            model_name='payout',
            name='credited_to',
            field=models.CharField(blank=True, db_default='', max_length=80),
        ),
        migrations.AddField(
            model_name='payout',
            name='first_sent_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='payout',
            name='last_concern',
            field=models.CharField(blank=True, db_default='', max_length=16),
        ),
        migrations.AddField(
            model_name='payout',
            name='last_message',
            field=models.CharField(blank=True, db_default='', max_length=200),
        ),
        migrations.AddField(
            model_name='payout',
            name='replaces',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replacements', to='records.payout'),
        ),
        migrations.AddField(
            model_name='payout',
            name='settlements',
            field=models.PositiveSmallIntegerField(db_default=0),
        ),
        migrations.AddField(
            model_name='payoutreceipt',
            name='concern',
            field=models.CharField(blank=True, db_default='', max_length=16),
        ),
        migrations.AddField(
            model_name='payoutreceipt',
            name='http_status',
            field=models.PositiveSmallIntegerField(db_default=0),
        ),
        migrations.AddField(
            model_name='payoutreceipt',
            name='message',
            field=models.CharField(blank=True, db_default='', max_length=200),
        ),
        migrations.AddField(
            model_name='payoutreceipt',
            name='raw',
            field=models.TextField(blank=True, db_default=''),
        ),
        migrations.AddField(
            model_name='payoutreceipt',
            name='verified',
            field=models.BooleanField(db_default=True),
        ),
        migrations.AddField(
            model_name='tender',
            name='refund_sent_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name='bookentry',
            name='credit',
            field=models.CharField(max_length=80),
        ),
        migrations.AlterField(
            model_name='bookentry',
            name='debit',
            field=models.CharField(max_length=80),
        ),
        migrations.AlterField(
            model_name='bookentry',
            name='payout',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='records.payout'),
        ),
        migrations.AddIndex(
            model_name='bookentry',
            index=models.Index(fields=['payout'], name='entries_of_payout'),
        ),
        migrations.AddIndex(
            model_name='bookentry',
            index=models.Index(fields=['debit', 'at'], name='entries_by_debit'),
        ),
        migrations.AddIndex(
            model_name='bookentry',
            index=models.Index(fields=['credit', 'at'], name='entries_by_credit'),
        ),
        migrations.AddIndex(
            model_name='payout',
            index=models.Index(fields=['tender'], name='payouts_of_tender'),
        ),
        migrations.AddIndex(
            model_name='payout',
            index=models.Index(condition=models.Q(('state__in', ['settled', 'replaced']), _negated=True), fields=['route', 'created_at'], name='payouts_open'),
        ),
        migrations.AddIndex(
            model_name='payout',
            index=models.Index(fields=['route', 'settled_at'], name='payouts_settled'),
        ),
        migrations.RunSQL(CAUSES, "SELECT 1"),
        migrations.AlterField(
            model_name='bookentry',
            name='cause',
            field=models.CharField(max_length=80, unique=True),
        ),
        migrations.AlterField(
            model_name='bookentry',
            name='kind',
            field=models.CharField(max_length=16),
        ),
        migrations.AddConstraint(
            model_name='bookentry',
            constraint=models.CheckConstraint(condition=models.Q(('debit', models.F('credit')), _negated=True), name='entry_of_two_accounts'),
        ),
        migrations.AddConstraint(
            model_name='payout',
            constraint=models.UniqueConstraint(fields=('replaces', 'route'), name='replaced_once_a_route'),
        ),
        migrations.AddField(
            model_name='channelbalance',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='channelnotice',
            name='payout',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='records.payout'),
        ),
        migrations.AddField(
            model_name='channelstatement',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='complaint',
            name='closed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='complaint',
            name='order',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='complaints', to='records.order'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='complaint',
            name='tender',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='records.tender'),
        ),
        migrations.AddField(
            model_name='difference',
            name='ended_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='difference',
            name='payout',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.payout'),
        ),
        migrations.AddConstraint(
            model_name='noticerefusal',
            constraint=models.UniqueConstraint(fields=('route', 'day', 'reason'), name='refusals_counted_once'),
        ),
        migrations.AddField(
            model_name='offlinetransfer',
            name='approved_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='offlinetransfer',
            name='confirmed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='offlinetransfer',
            name='ended_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='offlinetransfer',
            name='paid_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='offlinetransfer',
            name='payout',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transfers', to='records.payout'),
        ),
        migrations.AddField(
            model_name='offlinetransfer',
            name='proposed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='offlinetransfer',
            name='successor',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='transfer', to='records.payout'),
        ),
        migrations.AddField(
            model_name='statementline',
            name='statement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='records.channelstatement'),
        ),
        migrations.AddIndex(
            model_name='channelbalance',
            index=models.Index(fields=['route', '-at'], name='balances_of_route'),
        ),
        migrations.AddConstraint(
            model_name='channelnotice',
            constraint=models.UniqueConstraint(fields=('route', 'notice_id'), name='notice_once'),
        ),
        migrations.AddConstraint(
            model_name='channelstatement',
            constraint=models.UniqueConstraint(fields=('route', 'day', 'digest'), name='statement_once'),
        ),
        migrations.AddIndex(
            model_name='complaint',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['order'], name='complaints_open'),
        ),
        migrations.AddConstraint(
            model_name='complaint',
            constraint=models.UniqueConstraint(fields=('tender', 'reference'), name='complaint_once'),
        ),
        migrations.AddConstraint(
            model_name='complaint',
            constraint=models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='complaint_above_zero'),
        ),
        migrations.AddConstraint(
            model_name='complaint',
            constraint=models.CheckConstraint(condition=models.Q(('paid_minor', 0), models.Q(('outcome', 'paid'), ('paid_minor__gt', 0)), _connector='OR'), name='complaint_paid_when_it_is'),
        ),
        migrations.AddConstraint(
            model_name='complaint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('closed_by', None), ('outcome', '')), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='complaint_closed_by_somebody'),
        ),
        migrations.AddIndex(
            model_name='difference',
            index=models.Index(fields=['state', 'day'], name='differences_open'),
        ),
        migrations.AddConstraint(
            model_name='difference',
            constraint=models.UniqueConstraint(fields=('route', 'day', 'kind', 'refund_number'), name='difference_once'),
        ),
        migrations.AddConstraint(
            model_name='offlinetransfer',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by', models.F('proposed_by')), _negated=True), name='transfer_approved_by_another'),
        ),
        migrations.AddConstraint(
            model_name='offlinetransfer',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by', models.F('paid_by')), _negated=True), name='transfer_confirmed_by_another'),
        ),
        migrations.AddConstraint(
            model_name='offlinetransfer',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['proposed', 'refused']), models.Q(('approved_by__isnull', False), ('successor__isnull', False)), _connector='OR'), name='transfer_approved_before'),
        ),
        migrations.AddConstraint(
            model_name='offlinetransfer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), models.Q(('confirmed_by__isnull', False), ('paid_by__isnull', False), models.Q(('reference', ''), _negated=True), models.Q(('proof_digest', ''), _negated=True)), _connector='OR'), name='transfer_proven'),
        ),
        migrations.AddConstraint(
            model_name='offlinetransfer',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['proposed', 'approved', 'paid', 'confirmed'])), fields=('payout',), name='one_transfer_a_payout'),
        ),
        migrations.AddConstraint(
            model_name='offlinetransfer',
            constraint=models.UniqueConstraint(condition=models.Q(('reference', ''), _negated=True), fields=('method', 'reference'), name='transfer_reference_once'),
        ),
        migrations.AddIndex(
            model_name='statementline',
            index=models.Index(fields=['refund_number'], name='lines_of_refund'),
        ),
        migrations.AddConstraint(
            model_name='statementline',
            constraint=models.UniqueConstraint(fields=('statement', 'position'), name='line_position_once'),
        ),
    ]
