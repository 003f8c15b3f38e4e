import { defineBehaviour } from '../behaviour.ts'

export default defineBehaviour({
  type: 'did-submit-form',
  label: '提交表单',
  acts: {
    submitted: { label: '提交表单', event: 'form.submitted' },
  },
  fields: { form: '表单' },
})
