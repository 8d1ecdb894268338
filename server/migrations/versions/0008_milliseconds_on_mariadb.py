"""milliseconds on MariaDB"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql
revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade():
    # Its plain DATETIME keeps whole seconds; the others keep more without being asked.
    change_moments(mysql.DATETIME(fsp=6))


def downgrade():
    change_moments(mysql.DATETIME())


def change_moments(kind):
    connection = op.get_bind()
    if connection.dialect.name not in ('mysql', 'mariadb'):
        return
    found = sa.inspect(connection)
    for table in found.get_table_names():
        for column in found.get_columns(table):
            if isinstance(column['type'], mysql.DATETIME):
                op.alter_column(table, column['name'], type_=kind, existing_nullable=column['nullable'])
