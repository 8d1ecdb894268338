"""what messages have become, and whose answers are waited for"""

from alembic import op
revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('todo_items', schema=None) as batch_op:
        batch_op.create_index('ix_todo_items_source', ['source_room_id', 'source_message_id'], unique=False)
        batch_op.create_index('ix_todo_items_waiting_for_id', ['waiting_for_id'], unique=False)


def downgrade():
    with op.batch_alter_table('todo_items', schema=None) as batch_op:
        batch_op.drop_index('ix_todo_items_waiting_for_id')
        batch_op.drop_index('ix_todo_items_source')
