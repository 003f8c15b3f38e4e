throw new Error('there is no default puppet here: name one in WECHATY_PUPPET')
