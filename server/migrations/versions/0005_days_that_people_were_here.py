"""days that people were here"""

import sqlalchemy as sa
from alembic import op
revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('active_days',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_active_days_user_id')),
    sa.PrimaryKeyConstraint('day', 'user_id', name=op.f('pk_active_days'))
    )


def downgrade():
    op.drop_table('active_days')
