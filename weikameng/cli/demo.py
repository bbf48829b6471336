"""x"""
import click
ACCOUNTS_SHOWN=""
@click.command()
def seed(): pass
@click.command()
def demo(): pass
