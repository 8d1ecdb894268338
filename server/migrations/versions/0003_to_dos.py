"""to-dos"""

import uuid
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql
revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

# So many in one statement.
BATCH = 500


def id_type():
    return sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def bytewise(length):
    """Text that is compared byte by byte on every engine."""
    return (
        sa.String(length=length)
        .with_variant(sa.String(length=length, collation='C'), 'postgresql')
        .with_variant(sa.String(length=length, collation='utf8mb4_bin'), 'mysql', 'mariadb')
    )


def html_type():
    return sa.Text().with_variant(mysql.MEDIUMTEXT(), 'mysql', 'mariadb')


def upgrade():
    with op.batch_alter_table('users', schema=None) as batch_op:
        batch_op.add_column(sa.Column('time_zone', sa.String(length=64), server_default='', nullable=False))

    lists = op.create_table('todo_lists',
    sa.Column('id', id_type(), nullable=False),
    sa.Column('uid', bytewise(36), nullable=False),
    sa.Column('room_id', id_type(), nullable=True),
    sa.Column('owner_id', id_type(), nullable=True),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('color', sa.String(length=8), nullable=False),
    sa.Column('position', bytewise(255), nullable=False),
    sa.Column('is_default', sa.Boolean(), nullable=False),
    sa.Column('archived_at', sa.DateTime(), nullable=True),
    sa.Column('deleted_at', sa.DateTime(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('created_by', id_type(), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['created_by'], ['users.id'], name=op.f('fk_todo_lists_created_by')),
    sa.ForeignKeyConstraint(['owner_id'], ['users.id'], name=op.f('fk_todo_lists_owner_id')),
    sa.ForeignKeyConstraint(['room_id'], ['rooms.id'], name=op.f('fk_todo_lists_room_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_todo_lists')),
    sa.UniqueConstraint('uid', name=op.f('uq_todo_lists_uid'))
    )
    with op.batch_alter_table('todo_lists', schema=None) as batch_op:
        batch_op.create_index('ix_todo_lists_owner_id_position', ['owner_id', 'position'], unique=False)
        batch_op.create_index('ix_todo_lists_room_id_position', ['room_id', 'position'], unique=False)

    op.create_table('todo_items',
    sa.Column('id', id_type(), nullable=False),
    sa.Column('uid', bytewise(36), nullable=False),
    sa.Column('list_id', id_type(), nullable=False),
    sa.Column('parent_id', id_type(), nullable=True),
    sa.Column('created_by', id_type(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('edited_at', sa.DateTime(), nullable=True),
    sa.Column('position', bytewise(255), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('html', html_type(), nullable=False),
    sa.Column('notes', sa.Text(), nullable=False),
    sa.Column('notes_html', html_type(), nullable=False),
    sa.Column('done_at', sa.DateTime(), nullable=True),
    sa.Column('done_by', id_type(), nullable=True),
    sa.Column('assignee_id', id_type(), nullable=True),
    sa.Column('due_date', sa.Date(), nullable=True),
    sa.Column('due_time', sa.String(length=5), nullable=True),
    sa.Column('due_zone', sa.String(length=64), nullable=True),
    sa.Column('due_at', sa.DateTime(), nullable=True),
    sa.Column('remind_minutes', sa.Integer(), nullable=True),
    sa.Column('repeat_rule', sa.String(length=300), nullable=False),
    sa.Column('repeat_after_done', sa.Boolean(), nullable=False),
    sa.Column('priority', sa.Integer(), nullable=False),
    sa.Column('roll_call', sa.Boolean(), nullable=False),
    sa.Column('source_room_id', sa.BigInteger(), nullable=True),
    sa.Column('source_message_id', sa.BigInteger(), nullable=True),
    sa.Column('waiting_for_id', id_type(), nullable=True),
    sa.Column('deleted_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['assignee_id'], ['users.id'], name=op.f('fk_todo_items_assignee_id')),
    sa.ForeignKeyConstraint(['created_by'], ['users.id'], name=op.f('fk_todo_items_created_by')),
    sa.ForeignKeyConstraint(['done_by'], ['users.id'], name=op.f('fk_todo_items_done_by')),
    sa.ForeignKeyConstraint(['list_id'], ['todo_lists.id'], name=op.f('fk_todo_items_list_id')),
    sa.ForeignKeyConstraint(['parent_id'], ['todo_items.id'], name=op.f('fk_todo_items_parent_id')),
    sa.ForeignKeyConstraint(['waiting_for_id'], ['users.id'], name=op.f('fk_todo_items_waiting_for_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_todo_items')),
    sa.UniqueConstraint('uid', name=op.f('uq_todo_items_uid'))
    )
    with op.batch_alter_table('todo_items', schema=None) as batch_op:
        batch_op.create_index('ix_todo_items_assignee_id_done_at', ['assignee_id', 'done_at'], unique=False)
        batch_op.create_index('ix_todo_items_created_by_done_at', ['created_by', 'done_at'], unique=False)
        batch_op.create_index('ix_todo_items_due_date', ['due_date'], unique=False)
        batch_op.create_index('ix_todo_items_list_id_done_at', ['list_id', 'done_at'], unique=False)
        batch_op.create_index('ix_todo_items_list_id_position', ['list_id', 'position'], unique=False)
        batch_op.create_index('ix_todo_items_list_id_version', ['list_id', 'version'], unique=False)
        batch_op.create_index(batch_op.f('ix_todo_items_parent_id'), ['parent_id'], unique=False)

    op.create_table('todo_agendas',
    sa.Column('user_id', id_type(), nullable=False),
    sa.Column('moment', sa.DateTime(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_todo_agendas_user_id')),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_todo_agendas'))
    )
    op.create_table('todo_comments',
    sa.Column('id', id_type(), nullable=False),
    sa.Column('uid', bytewise(36), nullable=False),
    sa.Column('item_id', id_type(), nullable=False),
    sa.Column('author_id', id_type(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('html', html_type(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('edited_at', sa.DateTime(), nullable=True),
    sa.Column('deleted_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['users.id'], name=op.f('fk_todo_comments_author_id')),
    sa.ForeignKeyConstraint(['item_id'], ['todo_items.id'], name=op.f('fk_todo_comments_item_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_todo_comments')),
    sa.UniqueConstraint('uid', name=op.f('uq_todo_comments_uid'))
    )
    with op.batch_alter_table('todo_comments', schema=None) as batch_op:
        batch_op.create_index('ix_todo_comments_item_id_id', ['item_id', 'id'], unique=False)

    op.create_table('todo_departures',
    sa.Column('id', id_type(), nullable=False),
    sa.Column('list_id', id_type(), nullable=False),
    sa.Column('item_id', id_type(), nullable=False),
    sa.Column('left_at', sa.DateTime(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['todo_items.id'], name=op.f('fk_todo_departures_item_id')),
    sa.ForeignKeyConstraint(['list_id'], ['todo_lists.id'], name=op.f('fk_todo_departures_list_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_todo_departures')),
    sa.UniqueConstraint('list_id', 'item_id', name=op.f('uq_todo_departures_list_id_item_id'))
    )
    with op.batch_alter_table('todo_departures', schema=None) as batch_op:
        batch_op.create_index('ix_todo_departures_list_id_version', ['list_id', 'version'], unique=False)

    op.create_table('todo_events',
    sa.Column('id', id_type(), nullable=False),
    sa.Column('item_id', id_type(), nullable=False),
    sa.Column('actor_id', id_type(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('detail', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['users.id'], name=op.f('fk_todo_events_actor_id')),
    sa.ForeignKeyConstraint(['item_id'], ['todo_items.id'], name=op.f('fk_todo_events_item_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_todo_events'))
    )
    with op.batch_alter_table('todo_events', schema=None) as batch_op:
        batch_op.create_index('ix_todo_events_item_id_id', ['item_id', 'id'], unique=False)

    op.create_table('todo_labels',
    sa.Column('item_id', id_type(), nullable=False),
    sa.Column('label', bytewise(40), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['todo_items.id'], name=op.f('fk_todo_labels_item_id')),
    sa.PrimaryKeyConstraint('item_id', 'label', name=op.f('pk_todo_labels'))
    )
    op.create_table('todo_ticks',
    sa.Column('item_id', id_type(), nullable=False),
    sa.Column('user_id', id_type(), nullable=False),
    sa.Column('ticked_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['todo_items.id'], name=op.f('fk_todo_ticks_item_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_todo_ticks_user_id')),
    sa.PrimaryKeyConstraint('item_id', 'user_id', name=op.f('pk_todo_ticks'))
    )
    give_everybody_a_list(lists)


def give_everybody_a_list(lists):
    """Give each room and each person that is there the list that new ones get with them."""
    connection = op.get_bind()
    rooms = connection.execute(sa.text('SELECT id FROM rooms ORDER BY id')).scalars().all()
    # Visitors have no to-dos, and who is gone for good has none either.
    accounts = sa.text("SELECT id FROM users WHERE deleted_at IS NULL AND username NOT LIKE '~%' ORDER BY id")
    people = connection.execute(accounts).scalars().all()
    places = [{'room_id': id, 'owner_id': None} for id in rooms]
    places += [{'room_id': None, 'owner_id': id} for id in people]
    same = {
        'name': '',
        'color': '',
        'position': 'a0',
        'is_default': True,
        'created_at': datetime.now(UTC).replace(tzinfo=None, microsecond=0),
        'version': 0,
    }
    rows = [{'uid': str(uuid.uuid4()), **place, **same} for place in places]
    for start in range(0, len(rows), BATCH):
        op.bulk_insert(lists, rows[start:start + BATCH])


def downgrade():
    for table in ('todo_ticks', 'todo_labels', 'todo_events', 'todo_departures', 'todo_comments', 'todo_agendas',
                  'todo_items', 'todo_lists'):
        op.drop_table(table)
    # Not as a batch: SQLite would make the table anew, to which half of all others point.
    op.drop_column('users', 'time_zone')
