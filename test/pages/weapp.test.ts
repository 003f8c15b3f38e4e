/** The mini-program's own tests of its real weapp build; they live with it and run here, where the builds are made. */
import '../../miniprogram/test/weapp.test.ts'
