"""notices"""

import sqlalchemy as sa
from alembic import op
revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def id_type():
    return sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade():
    op.create_table('notices',
    sa.Column('id', id_type(), nullable=False),
    sa.Column('user_id', id_type(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('topic', sa.String(length=80), nullable=False),
    sa.Column('place', sa.String(length=32), nullable=False),
    sa.Column('seq', sa.BigInteger(), nullable=True),
    sa.Column('path', sa.String(length=200), nullable=False),
    sa.Column('actor_id', id_type(), nullable=True),
    sa.Column('data', sa.Text(), nullable=False),
    sa.Column('alert', sa.Boolean(), server_default=sa.true(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('read_at', sa.DateTime(), nullable=True),
    sa.Column('cleared_at', sa.DateTime(), nullable=True),
    sa.Column('mailed_at', sa.DateTime(), nullable=True),
    sa.Column('pushed_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['users.id'], name=op.f('fk_notices_actor_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_notices_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notices')),
    sa.UniqueConstraint('user_id', 'topic', name=op.f('uq_notices_user_id_topic'))
    )
    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.create_index('ix_notices_created_at', ['created_at'], unique=False)
        batch_op.create_index('ix_notices_topic', ['topic'], unique=False)
        batch_op.create_index('ix_notices_user_id_created_at', ['user_id', 'created_at'], unique=False)
        batch_op.create_index('ix_notices_user_id_read_at', ['user_id', 'read_at'], unique=False)
        batch_op.create_index('ix_notices_user_id_version', ['user_id', 'version'], unique=False)

    op.create_table('notification_settings',
    sa.Column('user_id', id_type(), nullable=False),
    sa.Column('mail', sa.String(length=8), nullable=False),
    sa.Column('quiet_from', sa.String(length=5), nullable=False),
    sa.Column('quiet_to', sa.String(length=5), nullable=False),
    sa.Column('keywords', sa.Text(), nullable=False),
    sa.Column('sound', sa.String(length=16), nullable=False),
    sa.Column('desktop', sa.Boolean(), server_default=sa.true(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_notification_settings_user_id')),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_notification_settings'))
    )

    op.create_table('notification_places',
    sa.Column('user_id', id_type(), nullable=False),
    sa.Column('place', sa.String(length=32), nullable=False),
    sa.Column('level', sa.String(length=16), nullable=False),
    sa.Column('muted_until', sa.DateTime(), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_notification_places_user_id')),
    sa.PrimaryKeyConstraint('user_id', 'place', name=op.f('pk_notification_places'))
    )
    with op.batch_alter_table('notification_places', schema=None) as batch_op:
        batch_op.create_index('ix_notification_places_place_level', ['place', 'level'], unique=False)

    op.create_table('push_subscriptions',
    sa.Column('id', id_type(), nullable=False),
    sa.Column('user_id', id_type(), nullable=False),
    sa.Column('session_id', id_type(), nullable=False),
    sa.Column('endpoint', sa.Text(), nullable=False),
    sa.Column('endpoint_hash', sa.String(length=64), nullable=False),
    sa.Column('p256dh', sa.String(length=128), nullable=False),
    sa.Column('auth', sa.String(length=64), nullable=False),
    sa.Column('user_agent', sa.String(length=255), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('last_ok_at', sa.DateTime(), nullable=True),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['session_id'], ['sessions.id'], name=op.f('fk_push_subscriptions_session_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_push_subscriptions_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_push_subscriptions')),
    sa.UniqueConstraint('endpoint_hash', name=op.f('uq_push_subscriptions_endpoint_hash'))
    )
    with op.batch_alter_table('push_subscriptions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_push_subscriptions_session_id'), ['session_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_push_subscriptions_user_id'), ['user_id'], unique=False)

    op.create_table('notification_facts',
    sa.Column('name', sa.String(length=32), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_notification_facts'))
    )


def downgrade():
    op.drop_table('notification_facts')
    op.drop_table('push_subscriptions')
    op.drop_table('notification_places')
    op.drop_table('notification_settings')
    op.drop_table('notices')
